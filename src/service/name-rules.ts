import { type Checked, right, wrong } from './checked.ts'

interface NameRule {
  /** Of the whole text. None lets a name begin with `-`, hold a space, a quote or a control character. */
  readonly pattern: RegExp
  readonly expected: string
}

/** What may name a thing. Names reach command lines and configuration of other programs, so each rule is a list of what is allowed. */
export const nameRules = {
  service: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    expected: 'a service name of letters, digits, ".", "_" and "-" (at most 63, a letter or digit first)',
  },
  /** RFC 1123 names, `_` as ssh aliases have it, and IPv6 addresses without brackets. */
  host: {
    pattern:
      /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{0,40}(?:%[A-Za-z0-9_.]{1,15})?)$/,
    expected: 'a host name, an ssh alias or an IP address (letters, digits, ".", "_", "-"; no user, no port)',
  },
  /** systemd.unit(5): "letters, digits, ':', '-', '_', '.', and '\'", one '@' before an instance, at most 255 characters. */
  unit: {
    pattern: /^(?=.{1,255}$)[A-Za-z0-9:_.\\][A-Za-z0-9:_.\\-]*(?:@(?!\.(?:service|socket)$)[A-Za-z0-9:_.\\-]+)?$/,
    expected:
      'a systemd unit such as gunicorn, nginx.service or worker@1 (letters, digits, ":", "-", "_", ".", "\\", "@")',
  },
  /** useradd(8) names, and DOMAIN\user or user@domain as directory services have them. */
  user: {
    pattern: /^[A-Za-z0-9_][A-Za-z0-9_.@\\-]{0,62}\$?$/,
    expected: 'a login name such as probe',
  },
  /** What HAProxy, nginx, Apache and Varnish accept as the name of a group of servers, brackets and quotes aside. */
  backend: {
    pattern: /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}$/,
    expected: 'the name of a backend, upstream or director (letters, digits, "_", ".", ":", "-")',
  },
  slackChannel: { pattern: /^[CGD][A-Z0-9]{1,20}$/, expected: 'a Slack channel id such as C0123ABCD' },
  slackUser: { pattern: /^[UW][A-Z0-9]{1,20}$/, expected: 'a Slack user id such as U0123ABCD' },
  slackGroup: { pattern: /^S[A-Z0-9]{1,20}$/, expected: 'a Slack user group id such as S0123ABCD' },
  /** On a host: absolute, printable, without `..`, so that it names one place and no option. */
  path: {
    pattern: /^(?!.*(?:^|\/)\.\.(?:\/|$))\/[^\u0000-\u001f\u007f-\u009f\u2028\u2029]{0,4095}$/,
    expected: 'an absolute path without ".." such as /srv/app/current',
  },
  /** On this machine: absolute, or below the home directory. */
  localPath: {
    pattern: /^(?:\/|~\/)[^\u0000-\u001f\u007f-\u009f\u2028\u2029]{1,4095}$/,
    expected: 'an absolute path or one below the home directory such as ~/.ssh/id_ed25519',
  },
} as const satisfies Record<string, NameRule>

/** The text itself where it may name a thing of this kind. */
export function checkName(kind: keyof typeof nameRules, text: string): Checked<string> {
  const rule = nameRules[kind]
  return rule.pattern.test(text) ? right(text) : wrong(rule.expected)
}
