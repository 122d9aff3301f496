import { LogLevel } from '@slack/bolt'
import { describe, expect, it } from 'vitest'
import { createSdkLogger, maskSlackSecrets } from './create-sdk-logger.ts'

function collect(level: string): { log: Parameters<typeof createSdkLogger>[0]; lines: string[] } {
  const lines: string[] = []
  const write =
    (kind: string) =>
    (fields: object, message: string): void =>
      void lines.push(`${kind} ${JSON.stringify(fields)} ${message}`)
  const log = { level, trace: write('trace'), info: write('info'), warn: write('warn'), error: write('error') }
  return { log, lines }
}

describe('createSdkLogger()', () => {
  it('writes each level to its own, debug as trace, with where it is from', () => {
    const { log, lines } = collect('trace')
    const logger = createSdkLogger(log, 'socket-mode')
    logger.debug('a', { b: 1 })
    logger.info('c')
    logger.warn('d')
    logger.error(new TypeError('e'))
    expect(lines).toEqual([
      'trace {"from":"socket-mode"} a { b: 1 }',
      'info {"from":"socket-mode"} c',
      'warn {"from":"socket-mode"} d',
      'error {"from":"socket-mode"} TypeError: e',
    ])
  })

  it.each([
    ['trace', LogLevel.DEBUG],
    ['debug', LogLevel.INFO],
    ['info', LogLevel.INFO],
    ['warn', LogLevel.WARN],
    ['error', LogLevel.ERROR],
    ['silent', LogLevel.ERROR],
  ])('at %s it tells the packages %s', (level, told) => {
    const logger = createSdkLogger(collect(level).log, 'web-api')
    logger.setLevel(LogLevel.DEBUG)
    expect(logger.getLevel()).toBe(told)
  })

  it('cuts what is long', () => {
    const { log, lines } = collect('info')
    createSdkLogger(log, 'web-api').info('x'.repeat(5000))
    expect(lines[0]?.length).toBeLessThan(1100)
  })
})

describe('maskSlackSecrets()', () => {
  it.each([
    ['token xoxb-1-2-abc ends', 'token *** ends'],
    ['"xapp-1-A0-9-ff"', '"***"'],
    ['xoxe.xoxp-1-abc', 'xoxe.***'],
    ['wss://wss.example/link/?ticket=abc-1&app_id=a1', 'wss://wss.example/link/?ticket=***&app_id=a1'],
    ['"https://hooks.slack.com/commands/T1/2/abc",', '"https://hooks.slack.com/***",'],
    ['https://files.slack.com/upload/v1/CwAB', 'https://files.slack.com/upload/***'],
    ['nothing secret', 'nothing secret'],
  ])('%s', (text, masked) => {
    expect(maskSlackSecrets(text)).toBe(masked)
  })
})
