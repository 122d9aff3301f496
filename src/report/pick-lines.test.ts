import { expect, it } from 'vitest'
import { pickLines } from './pick-lines.ts'

const unit = [
  'Id=shop.service',
  'MainPID=0',
  'User=shop',
  'NRestarts=4',
  'ExecMainStatus=203',
  'ActiveState=failed',
  'Nice=0',
]
const journal = ['Started', 'KeyError: a', 'Exiting', 'Started', 'KeyError: a', 'Exiting', 'Stopped', 'Nothing']

it.each([
  ['all of a short text', ['a', 'b'], 'nothing', 2, ['a', 'b']],
  ['what the statement names', unit, 'shop is failed on app1 (203: …)', 3, [unit[2], unit[4], unit[5]]],
  ['each thing once before any twice', journal, 'shop logged KeyError and is exiting', 2, ['KeyError: a', 'Exiting']],
  ['the end where nothing fits', journal, 'users wait', 2, ['Stopped', 'Nothing']],
  ['no empty lines', ['', 'x', '', 'y', ''], '503', 2, ['x', 'y']],
])('pickLines() takes %s', (_, lines, about, count, expected) => {
  expect(pickLines(lines, about, count)).toEqual(expected)
})
