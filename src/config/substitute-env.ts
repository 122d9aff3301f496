/** Variables of the environment by name; handed in, as only wiring reads them. */
export type Env = Readonly<Record<string, string | undefined>>

export interface Substituted {
  readonly text: string
  /** One per variable that could not be filled in: 'environment variable DB_PASSWORD is not set'. */
  readonly problems: readonly string[]
  /** The text itself is wrong; else every problem is a variable that the environment lacks. */
  readonly isMalformed?: true
}

const placeholder = /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}|\$\{/g

/**
 * Text with `${NAME}` and `${NAME:-default}` filled in; `$${` stands for `${`.
 * An empty variable counts as not set, as in POSIX.1-2024 XCU 2.6.2 `:-`; `${NAME:-}` allows it.
 * In the user and password of a URL the value is percent-encoded, so that a password may hold `@`, `/` or `#`; one that is
 * already encoded (only characters of a URL, with at least one `%XX`) stays as it is.
 */
export function substituteEnv(template: string, env: Env): Substituted {
  const problems: string[] = []
  let isMalformed = false
  const credentials = credentialsOf(template)
  const text = template.replace(
    placeholder,
    (whole, escaped: string | undefined, name: string | undefined, fallback: string | undefined, offset: number) => {
      if (escaped) return '${'
      if (name === undefined) {
        isMalformed = true
        problems.push(
          '"${" without a variable: expected ${NAME}, ${NAME:-default}, or $${ for the characters themselves',
        )
        return ''
      }
      const value = valueOf(env, name) ?? fallback
      if (value === undefined) problems.push(problemOf(env, name))
      return value === undefined ? whole : isWithin(offset, credentials) ? encodeCredential(value) : value
    },
  )
  return { text, problems, ...(isMalformed ? { isMalformed } : {}) }
}

function valueOf(env: Env, name: string): string | undefined {
  return (Object.hasOwn(env, name) && env[name]) || undefined
}

function problemOf(env: Env, name: string): string {
  const isEmpty = Object.hasOwn(env, name) && env[name] === ''
  return isEmpty
    ? `environment variable ${name} is empty: expected a value, or \${${name}:-} to allow none`
    : `environment variable ${name} is not set: expected it in the environment, or a default as in \${${name}:-…}`
}

/** Where user and password stand in a URL with placeholders: from behind `://` to the last `@` of the authority. */
function credentialsOf(template: string): readonly [start: number, end: number] {
  const scheme = /^\s*[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(template)?.[0]
  if (scheme === undefined) return [0, 0]
  const blanked = template.replace(placeholder, (whole) => 'x'.repeat(whole.length)).slice(scheme.length)
  const authority = /^[^/?#]*/.exec(blanked)?.[0] ?? ''
  return [scheme.length, scheme.length + Math.max(0, authority.lastIndexOf('@'))]
}

function isWithin(offset: number, [start, end]: readonly [number, number]): boolean {
  return offset >= start && offset < end
}

/** RFC 3986 section 3.2.1: userinfo is unreserved, percent-encoded and sub-delims. */
function encodeCredential(value: string): string {
  const isEncoded = /^(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/.test(value) && value.includes('%')
  return isEncoded ? value : encodeURIComponent(value.toWellFormed())
}
