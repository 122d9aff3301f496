import { commandLine, commandWord, textWord } from './command-word.ts'

/** SQL as a command for a shell; undefined where the address or the SQL is none that can be quoted. */
export function psqlLine(url: string, sql: string | undefined): string | undefined {
  return commandLine`psql ${commandWord('url', url)} -c ${textWord(sql)}`
}

/** The same database as the superuser that every cluster is made with. Source: PostgreSQL manual, 22.2. */
export function asSuperuser(url: string): string {
  return URL.canParse(url) ? Object.assign(new URL(url), { username: 'postgres' }).href : url
}
