import { expect, it } from 'vitest'
import { masked } from './masked.ts'

it.each([
  ['our own words stay', masked`SLACK_BOT_TOKEN: it begins with xoxb-`, 'SLACK_BOT_TOKEN: it begins with xoxb-'],
  [
    'a word of ours before a value masks nothing',
    masked`Slack refused SLACK_BOT_TOKEN: ${'invalid_arguments'}`,
    'Slack refused SLACK_BOT_TOKEN: invalid_arguments',
  ],
  [
    'secrets in a value are masked',
    masked`Cannot use "${'postgres://app:hunter2@db1/shop'}" as --url`,
    'Cannot use "postgres://app:***@db1/shop" as --url',
  ],
  ['values are cleaned first', masked`${'pass\u001b[0mword=hunter2'} of ${3}`, 'password=*** of 3'],
])('masked`…`: %s', (_what, text, expected) => {
  expect(text).toBe(expected)
})
