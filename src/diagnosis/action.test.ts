import { describe, expect, it } from 'vitest'
import { act, look, type NextStep, orderActions, tellAction } from './action.ts'

const start = act('Start it', { command: 'sudo systemctl start x', on: 'app1', changes: 'x on app1 starts' })

const told: readonly (readonly [name: string, NextStep, string])[] = [
  ['a look on a host', look('See it', { command: 'ss -ltn', on: 'app1' }), 'See it: ssh app1 ss -ltn'],
  ['a look on this machine', look('See it', { command: 'ss -ltn', on: 'local' }), 'See it: ss -ltn'],
  ['a look from the bot', look('See it', { command: 'ss -ltn', on: 'bot' }), 'See it: ss -ltn'],
  ['a look here', look('See it', { command: 'dig x' }), 'See it: dig x'],
  ['a look by the console', look('See it', { command: 'uptime', on: 'app1', isConsole: true }), 'See it: uptime'],
  ['a look with a part that is not known', look('See it', { command: undefined, on: 'app1' }), 'See it'],
  ['a look nobody knows where', look('See it', { command: 'uptime', on: '' }), 'See it'],
  ['a host that is no name', look('See it', { command: 'uptime', on: '-oProxyCommand=x' }), 'See it'],
  ['an act', start, 'Start it (changes: x on app1 starts): ssh -t app1 sudo systemctl start x'],
  ['an act with a part that is not known', act('End it', { command: undefined, changes: 'it ends' }), 'End it'],
  ['advice', 'Ask them', 'Ask them'],
]

describe('tellAction()', () => {
  it.each(told)('of %s', (_name, step, text) => {
    expect(orderActions([step]).map(tellAction)).toEqual([text])
  })
})

describe('orderActions()', () => {
  it('puts what looks before what acts, advice with what it follows, and each once', () => {
    const steps = ['first', start, 'after it', look('See it'), 'after that', start]
    expect(orderActions(steps).map(({ text }) => text)).toEqual([
      'first',
      'See it',
      'after that',
      'Start it',
      'after it',
    ])
  })
})
