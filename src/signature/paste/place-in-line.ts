/** Whom a line could not reach: a name or address that is safe in a command, and a port where one is named. */
export interface PlaceInLine {
  readonly host: string
  readonly port?: string
}

const host = String.raw`[A-Za-z0-9](?:[\w.-]{0,200}[A-Za-z0-9])?`
const patterns: readonly RegExp[] = [
  // 'server at "db1" (10.0.0.5), port 5432' in any language.
  new RegExp(String.raw`["»«“” '](${host})["»«“” ']{1,3}(?:の)?\s?\([^)\s]{2,60}\)\D{1,24}(\d{2,5})\b`),
  new RegExp(String.raw`(?:lookup|ENOTFOUND|EAI_AGAIN|UnknownHostException:|host name "|hostname »)\s?(${host})`),
  new RegExp(String.raw`\bon ['"](${host})(?::(\d{2,5}))?['"]`),
  new RegExp(String.raw`(?:^|[\s/@("'${'`'}[])(${host}):(\d{2,5})(?=$|[\s/.,;:)"'\]${'`'}])`),
  new RegExp(String.raw`host='?(${host})'?,? port='?(\d{2,5})`),
]

/** The place that a line names; undefined where none is named, or nothing that could stand in a command. */
export function placeInLine(line: string): PlaceInLine | undefined {
  const text = line.slice(0, 4096)
  for (const pattern of patterns) {
    const [, name, port] = pattern.exec(text) ?? []
    if (name === undefined || /^\d+$/.test(name)) continue
    return port === undefined ? { host: name } : { host: name, port }
  }
  return undefined
}

const taken: readonly RegExp[] = [
  /[Pp]ort:? (\d{2,5})\b/,
  /listen (?:tcp|udp)[46]? [^\s:]{0,60}:(\d{2,5}):/,
  /', (\d{2,5})\)/,
  /(?:\d{1,3}(?:\.\d{1,3}){3}|localhost|\[::\]|::|\*|<null>):(\d{2,5})\b/,
]

/** The port that a line says is taken. */
export function takenPort(line: string): string | undefined {
  const text = line.slice(0, 4096)
  return taken.map((pattern) => pattern.exec(text)?.[1]).find((port) => port !== undefined)
}
