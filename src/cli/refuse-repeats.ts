import type { Command } from 'commander'

/** A flag that takes one value and is given twice is an error: of two URLs, one would be left out in silence. */
export function refuseRepeats(command: Command, mayRepeat: (value: string, before: never) => unknown): void {
  for (const option of command.options) {
    if (option.parseArg === mayRepeat || option.isBoolean()) continue
    const given: string[] = []
    command.on(`option:${option.name()}`, (value: string) => {
      given.push(value)
      if (given.length > 1)
        command.error(`error: option '${option.flags}' is given twice, as ${given.join(' and ')}: expected once`)
    })
  }
}
