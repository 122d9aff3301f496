import { bot } from '../probe/reading.ts'
import { throughSsh } from '../service/command-word.ts'
import { localHost } from '../service/service.ts'

/** One thing to do about a cause. */
export interface Action {
  /** What for, as a sentence without its end: 'Read its last words'. */
  readonly text: string
  /** As pasted into a shell on one's own machine; absent where there is none, or where a part of it is not known. */
  readonly command?: string
  /** The host that it looks at or changes. */
  readonly on?: string
  readonly effect: 'looks' | 'acts'
  /** What it changes, and whom that hits: 'gunicorn on app1 starts again; requests in flight there are lost'. */
  readonly changes?: string
}

/** An action, or advice without a command. */
export type NextStep = string | Action

interface How {
  /** Undefined where a part of it is not known: the action is then told without. */
  readonly command?: string | undefined
  /** Where the command runs: it is then told with the `ssh` that brings it there. Absent: where one reads. */
  readonly on?: string | undefined
  /** The host's own console is the only way to it: no `ssh`. */
  readonly isConsole?: boolean
  readonly changes?: string
}

/** Something that only looks. */
export function look(text: string, how: How = {}): Action {
  return build(text, 'looks', how)
}

/** Something that changes the world; says what. */
export function act(text: string, how: How = {}): Action {
  return build(text, 'acts', how)
}

function build(text: string, effect: Action['effect'], { command, on, isConsole = false, changes }: How): Action {
  const here = on === undefined || on === localHost || on === bot || isConsole
  const line = here ? command : throughSsh(on, command)
  return {
    text,
    ...(line === undefined ? {} : { command: line }),
    ...(on === undefined || on === '' ? {} : { on }),
    effect,
    // What nothing can be pasted for changes nothing.
    ...(changes === undefined || line === undefined ? {} : { changes }),
  }
}

/**
 * What only looks first, then what acts, each once. Advice without a command keeps to what it was written after:
 * 'then ask its owner' follows a look, 'keep it from coming back' follows an act.
 */
export function orderActions(next: readonly NextStep[]): readonly Action[] {
  let effect: Action['effect'] = 'looks'
  const actions = next.map((step) => {
    if (typeof step !== 'string') effect = step.effect
    return typeof step === 'string' ? { text: step, effect } : step
  })
  const once = [...new Map(actions.map((action) => [tellAction(action), action])).values()]
  return [...once.filter((action) => action.effect === 'looks'), ...once.filter((action) => action.effect === 'acts')]
}

/** In one line: 'Start it (changes: gunicorn on app1 starts): ssh -t app1 sudo systemctl start gunicorn'. */
export function tellAction(action: Action): string {
  return `${describeAction(action)}${action.command === undefined ? '' : `: ${action.command}`}`
}

/** The same without the command, which is shown as code. */
export function describeAction({ text, changes }: Action): string {
  return `${text}${changes === undefined ? '' : ` (changes: ${changes})`}`
}
