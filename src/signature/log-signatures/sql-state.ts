/**
 * How drivers write a SQLSTATE, which is the same in every language: `(SQLSTATE 53300)`, `SQLSTATE[53300]`,
 * `code: '53300'`, Npgsql's `(0x80004005): 53300:`, Postgrex's `FATAL 53300 (`, `%e` of log_line_prefix.
 */
export function sqlState(states: string): RegExp {
  const state = `(?:${states})\\b`
  return new RegExp(
    [
      `[Ss][Qq][Ll][Ss][Tt][Aa][Tt][Ee]["']?[ :=[(]{1,3}["']?${state}`,
      `\\bcode["']?: ?["']${state}["']`,
      `PostgresException \\(0x[0-9A-Fa-f]{8}\\): ${state}: `,
      `\\b(?:FATAL|ERROR|PANIC):? {1,2}${state}[ :]`,
      `\\b${state}:? {1,2}(?:FATAL|ERROR|PANIC): `,
    ].join('|'),
  )
}

/**
 * How clients of MySQL write its numbers: `[1040]` or `1040` behind a SQLSTATE, `(08004/1040)`, `(1040, "…")`,
 * `Error 1040 (08004)`, `errno: 1040`; or the words that some print without the number.
 */
export function mysqlNumber(numbers: string, words: string): RegExp {
  const number = `(?:${numbers})`
  return new RegExp(
    [
      `SQLSTATE\\[\\w{5}\\](?:: General error:)? ?\\[?${number}\\b`,
      `\\(\\w{5}\\/${number}\\)`,
      `\\(${number}, ?["']`,
      `\\b(?:Error|ERROR):? ${number} \\(\\w{5}\\)`,
      `\\berrno["']?: ?${number}\\b`,
      words,
    ].join('|'),
  )
}
