import { type Command, CommanderError } from 'commander'
import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'
import { buildProgram } from './build-program.ts'
import type { CliWorld } from './cli-world.ts'
import { renderError } from './render-error.ts'

const usageExit = 64

/** Runs one command line (without the program's own name) and gives the exit status; never throws. */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  let status = 0
  const writes: Promise<void>[] = []
  const program = buildProgram(world, (result) => (status = result))
  for (const command of allCommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => writes.push(world.stdout.write(text)),
      writeErr: (text) => writes.push(world.stderr.write(text)),
      // What was typed may hold a password.
      outputError: (text, write) => write(redact(cleanText(text))),
      getOutHelpWidth: () => world.stdout.columns() ?? 100,
      getErrHelpWidth: () => world.stderr.columns() ?? 100,
    })
  }
  try {
    if (argv.length === 0) program.help({ error: true })
    await program.parseAsync([...argv], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExit
    const { text, exit } = renderError(error, { debug: (world.env['DEBUG'] ?? '').split(',').includes('slash503') })
    await world.stderr.write(text)
    return exit
  } finally {
    await Promise.all(writes)
  }
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)]
}
