import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { buildProgram } from '../../src/cli/build-program.ts'
import type { CliWorld } from '../../src/cli/cli-world.ts'
import { errorCatalogue } from '../../src/lib/app-error.ts'
import type { Report } from '../../src/report/report.ts'
import { sampleReports } from '../support/sample-reports.ts'

const program = buildProgram({ version: '' } as CliWorld, () => {})

function commandsOf(command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] {
  const here = [...path, command.name()]
  return [[here.join(' '), command], ...command.commands.flatMap((child) => commandsOf(child, here))]
}

/** The help of a command at 100 columns, as docs/cli.md quotes it. */
function helpOf(command: Command): string {
  return command
    .configureOutput({ getOutHelpWidth: () => 100 })
    .helpInformation()
    .trimEnd()
}

describe('docs', () => {
  it.each(commandsOf(program))('docs/cli.md quotes the help of "%s"', (_, command) => {
    expect(readFileSync('docs/cli.md', 'utf8')).toContain(helpOf(command))
  })

  it('docs/errors.md lists the catalogue', () => {
    const text = readFileSync('docs/errors.md', 'utf8')
    const rows = [...text.matchAll(/^\| `(\w+)` \| (\d+) \| ([^|]+) \|/gm)].map(([, code, exit, summary]) => [
      code,
      Number(exit),
      summary,
    ])
    expect(rows).toEqual(Object.entries(errorCatalogue).map(([code, { exit, summary }]) => [code, exit, summary]))
  })

  it('docs/report.md names every field of a report', () => {
    const text = readFileSync('docs/report.md', 'utf8')
    const report = sampleReports['app-not-started'] as Report
    const [step] = report.steps
    const [cause] = report.diagnosis.causes
    const names = [report, report.diagnosis, step, step?.evidence[0], cause, cause?.because[0]].flatMap((part) =>
      Object.keys(part ?? {}),
    )
    expect(names.filter((name) => !text.includes(name))).toEqual([])
  })
})
