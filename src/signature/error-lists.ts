/** Error codes as a setting names them, and what may stand around one in a list. */
const code =
  'E(?:CONN[A-Z]{5,7}|TIMEDOUT|NOTFOUND|AI_[A-Z]{4,6}|PIPE|HOST[A-Z]{4,7}|NET[A-Z]{4,7}|ADDR[A-Z]{5,8}|SOCKET[A-Z]{0,8}|AGAIN|INTR|[MN]FILE|NO(?:SPC|MEM|ENT)|ACCES|PERM|PROTO)'
const name = String.raw`\b[A-Za-z][\w.$]{0,80}(?:Exception|Error)(?:\.class|::class)?`
const quote = '["\'`]?'
const comma = `${quote}(?:\\s?[,;|/]\\s?| (?:and|or) )${quote}`

/** What is next to another of its kind: `ECONNREFUSED, ETIMEDOUT`; looked for on both sides, so that all of a list are found. */
const listed = (one: string): string => `${one}(?=${comma}${one}\\b)|(?<=${one}${comma})${one}\\b`

/** Most lines have none of these, and are left alone. */
const anyName = /\bE[A-Z]{3}|Exception|Error/
const lists: readonly RegExp[] = [
  new RegExp(listed(`\\b${code}`), 'g'),
  new RegExp(listed(name), 'g'),
  new RegExp(`\\[\\s?["'\`](?:${code}|${name})["'\`]\\s?\\]`, 'g'), // ['ECONNREFUSED']
  new RegExp(
    `\\b[Rr]etr(?:y|ies|ied|ying|yable)[-_ ]?(?:[Oo]n|[Ff]or|[Ww]hen|[Ii]f|[Cc]odes?)\\b\\s?[:=]?\\s?${quote}(?:${code}|${name})`,
    'g',
  ),
  new RegExp(`\\b[Cc]odes\\s?[:=]\\s?${quote}${code}`, 'g'),
]

/** A message without the errors that it names as kinds only: what is retried, ignored or expected has not happened. */
export function withoutErrorLists(text: string): string {
  if (!anyName.test(text)) return text
  return lists.reduce((rest, list) => rest.replaceAll(list, '…'), text)
}
