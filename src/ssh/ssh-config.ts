import type { SshDirective } from './ssh-config-files.ts'
import { matchesList } from './ssh-config-pattern.ts'

/** What was said of one host: keyword in lower case → its words, once per time it counts. */
export type SshSettings = ReadonlyMap<string, readonly (readonly string[])[]>

/** Keywords that are read; each other one is either without effect here (`neutral`) or needs the real client. */
const read = new Set(
  'host hostname user port identityfile identitiesonly identityagent proxyjump proxycommand hostkeyalias userknownhostsfile globalknownhostsfile revokedhostkeys include'.split(
    ' ',
  ),
)

/** Keywords of ssh_config(5) that change neither where a host is, nor who logs in, nor which key it must have. */
const neutral = new Set(
  `addkeystoagent addressfamily batchmode bindaddress bindinterface casignaturealgorithms certificatefile channeltimeout
  checkhostip ciphers clearallforwardings compression connectionattempts connecttimeout controlmaster controlpath
  controlpersist dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fingerprinthash
  forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports gssapiauthentication
  gssapidelegatecredentials gssapiclientidentity gssapikeyexchange gssapirenewalforcesrekey gssapiserveridentity
  gssapitrustdns hashknownhosts hostbasedacceptedalgorithms hostbasedauthentication hostkeyalgorithms ipqos
  kbdinteractiveauthentication kbdinteractivedevices kexalgorithms localcommand localforward loglevel logverbose macs
  nohostauthenticationforlocalhost numberofpasswordprompts passwordauthentication permitlocalcommand permitremoteopen
  preferredauthentications proxyusefdpass pubkeyacceptedalgorithms pubkeyauthentication rekeylimit remotecommand
  remoteforward requesttty requiredrsasize securitykeyprovider sendenv serveralivecountmax serveraliveinterval sessiontype
  setenv stdinnull streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tcpkeepalive tunnel
  tunneldevice updatehostkeys usekeychain verifyhostkeydns visualhostkey xauthlocation`.split(/\s+/),
)

/** What makes these lines more than this evaluator understands, each as 'file:line what'; empty when it is exact. */
export function beyondSubset(directives: readonly SshDirective[]): readonly string[] {
  return directives.flatMap((directive) => {
    const { keyword, words, file, line, included } = directive
    const where = `${file}:${line}`
    if (keyword === 'match') return isMatchAll(directive) ? [] : [`${where} Match ${words.join(' ')}`]
    if (keyword === 'include') {
      return /[[\]{}]|\$\{/.test(words.join(' ')) ? [`${where} Include ${words.join(' ')}`] : beyondSubset(included)
    }
    if (!read.has(keyword)) return neutral.has(keyword) ? [] : [`${where} ${keyword}`]
    return isPlain(directive) ? [] : [`${where} ${keyword} ${words.join(' ')}`]
  })
}

function isPlain({ keyword, words }: SshDirective): boolean {
  if (words.length === 0) return false
  const [word = ''] = words
  switch (keyword) {
    case 'hostname':
      return words.length === 1 && !/%(?![%h])/.test(word)
    case 'port':
      return words.length === 1 && /^\d{1,5}$/.test(word)
    case 'identitiesonly':
      return words.length === 1 && /^(?:yes|no|true|false)$/.test(word)
    case 'host':
    case 'userknownhostsfile':
    case 'globalknownhostsfile':
    case 'proxycommand':
      return true
    default:
      return words.length === 1 && !word.includes('${')
  }
}

function isMatchAll({ words }: SshDirective): boolean {
  return words.length === 1 && words[0]?.toLowerCase() === 'all'
}

/**
 * The settings of the host that a user calls `name`: `Host` with wildcards and negation, `Match all`, `Include`; the first
 * value of a keyword wins, IdentityFile adds up. Other `Match` blocks are skipped. Source: ssh_config(5).
 */
export function evaluateSshConfig(name: string, directives: readonly SshDirective[]): SshSettings {
  const settings = new Map<string, (readonly string[])[]>()
  apply(directives, { name, settings, isActive: true })
  return settings
}

function apply(
  directives: readonly SshDirective[],
  of: { readonly name: string; readonly settings: Map<string, (readonly string[])[]>; readonly isActive: boolean },
): void {
  let { isActive } = of
  for (const directive of directives) {
    const { keyword, words, included } = directive
    if (keyword === 'host') isActive = of.isActive && matchesList(words, of.name)
    else if (keyword === 'match') isActive = of.isActive && isMatchAll(directive)
    else if (isActive && keyword === 'include') apply(included, { ...of, isActive })
    else if (isActive) keep(keyword, words, of.settings)
  }
}

function keep(keyword: string, words: readonly string[], settings: Map<string, (readonly string[])[]>): void {
  const earlier = settings.get(keyword)
  if (keyword === 'identityfile') settings.set(keyword, [...(earlier ?? []), words])
  // Whichever of the two comes first rules out the other.
  else if (keyword === 'proxycommand' && settings.has('proxyjump')) return
  else if (keyword === 'proxyjump' && settings.has('proxycommand')) return
  else if (!earlier) settings.set(keyword, [words])
}
