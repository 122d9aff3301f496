import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detailOf } from '../../src/ask/failure-of.ts'
import { notPostgres } from '../../src/ask/negotiate-postgres-tls.ts'
import { parseRedisReply } from '../../src/ask/redis-protocol.ts'
import { isRaisedError } from '../../src/checklist/read/last-words.ts'
import { redactValue } from '../../src/checklist/read/redact-value.ts'
import { renderError } from '../../src/cli/render-error.ts'
import { parseServices } from '../../src/config/parse-services.ts'
import { showValue } from '../../src/config/show-value.ts'
import { substituteEnv } from '../../src/config/substitute-env.ts'
import { AppError } from '../../src/lib/app-error.ts'
import { cleanText } from '../../src/lib/clean-text.ts'
import { displayWidth } from '../../src/lib/display-width.ts'
import { escapeMarkdown, fenceMarkdown } from '../../src/lib/escape-markdown.ts'
import { escapeMrkdwn } from '../../src/lib/escape-mrkdwn.ts'
import { nearestNames } from '../../src/lib/nearest-names.ts'
import { oneLine } from '../../src/lib/one-line.ts'
import { quote } from '../../src/lib/quote.ts'
import { redact } from '../../src/lib/redact.ts'
import { startSentence } from '../../src/lib/start-sentence.ts'
import { truncate } from '../../src/lib/truncate.ts'
import { cutLine, wrapText } from '../../src/lib/wrap-text.ts'
import { endMark } from '../../src/probe/collection.ts'
import { excerptOf } from '../../src/probe/excerpt-of.ts'
import type { Answer } from '../../src/probe/execute.ts'
import { hideLiterals } from '../../src/probe/hide-literals.ts'
import { isAskProbe, parseAnswer } from '../../src/probe/parse-answer.ts'
import { parseSection, sectionProbes } from '../../src/probe/parse-section.ts'
import { maskSecrets } from '../../src/report/mask-secrets.ts'
import { parseReport } from '../../src/report/parse-report.ts'
import { pickLines } from '../../src/report/pick-lines.ts'
import { preformatted } from '../../src/report/slack/rich-text.ts'
import { explainRaw } from '../../src/signature/explain-response.ts'
import { matchLogLines } from '../../src/signature/match-log-lines.ts'
import { maskSlackSecrets } from '../../src/slack/create-sdk-logger.ts'
import { parseCommand } from '../../src/slack/parse-command.ts'
import { createFrameReader } from '../../src/ssh/frame-reader.ts'
import { parseKnownHosts } from '../../src/ssh/known-hosts-file.ts'
import { createScriptReader } from '../../src/ssh/script-reader.ts'
import { parseSshConfigLine } from '../../src/ssh/ssh-config-words.ts'
import { unseenOf } from '../../src/ssh/ssh-error.ts'
import { growthProblem } from '../support/growth.ts'

/** What makes a careless reader go back over what it has read, each repeated to fill a text. */
const shapes: readonly string[] = [
  ['\u001b]', '\u001bP', '\u001b[', '\u001b[0;', '\u001b ', '\u009d', '\u001b]0;a', '\u001b]8;;x\u0007y'],
  [
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n',
    '-----END PRIVATE KEY-----\n',
    '-----BEGIN ',
  ],
  [
    'a:',
    'x://a:',
    '://:',
    'a@',
    'authorization:',
    'authorization ',
    'bearer ',
    'basic a ',
    'password',
    'token = ',
    'secret:"',
  ],
  ['eyJ', '-eyJ', 'eyJaaaaaaaaaa.', 'cookie', 'cookie\n', 'set-cookie:'],
  [
    '"',
    "'",
    '\\"',
    '`',
    ' ',
    '\t',
    ' \n',
    '\n',
    '\r',
    '\r\n',
    '<',
    '<a>',
    '=',
    '0',
    '1.',
    '1,',
    '-',
    '[',
    '{',
    '(',
    '/',
  ],
  ['a', 'a ', 'a\n', 'A', 'ü', 'e\u0301', '\u0301', '注', '🔥', '\ud83d', '\u202e', '$', '${A', '$$a$', '--', '/*'],
  ['key=value ', 'a.b.c ', '[pid 1]: ', '1700000000.1 h p[1]: m\n', '> 2026/11/21 00:15:50 [error] x\n', '$1\r\n'],
].flat()

/** What the clean lines and tables of a host or an endpoint can be made of. */
const lineShapes = [
  ' ',
  '\n',
  ' \n',
  '/',
  '"',
  '=',
  '0 ',
  '1.',
  'a ',
  '[pid 1]: ',
  '1700000000.1 h p[1]: m\n',
  '> a\n',
  'a,',
]

const section = (text: string) => ({ stdout: `${text}\n${endMark}\n`, stderr: text, exit: 0 })

const answers = (text: string): readonly Answer[] => [
  { kind: 'unix', text },
  { kind: 'unix', text: `# pxname,svname,status,type,scur\n${text}` },
  { kind: 'redis', latencyMs: 1, replies: [{ text }, { text }] },
  { kind: 'redis', latencyMs: 1, replies: [{ error: text }] },
  { kind: 'postgres-refused', code: '53300', message: text, afterMs: 1 },
]

const service = (value: string) => JSON.stringify({ services: { a: { hosts: ['x'], unit: value, url: value } } })

/** Every function that takes text from outside as it came. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  cleanText,
  redact,
  'redact, cut': (text) => redact(text, { isCut: true }),
  redactValue: (text) => redactValue({ a: [text], b: ['x', text] }),
  maskSecrets: (text) => maskSecrets([text], ['hunter2hunter2', 'aaaaaaaaaa']),
  maskSlackSecrets,
  oneLine,
  'oneLine, cut': (text) => oneLine(text, 120),
  detailOf: (text) => detailOf(new Error(text)),
  unseenOf: (text) => unseenOf(new Error(text)),
  renderError: (text) => renderError(new AppError('USAGE', text, { hint: text }), { debug: true }),
  displayWidth,
  wrapText: (text) => wrapText(text, 80),
  cutLine: (text) => cutLine(text, 80),
  truncate: (text) => truncate(text, 500_000),
  startSentence,
  escapeMarkdown,
  fenceMarkdown,
  escapeMrkdwn,
  preformatted,
  quote,
  nearestNames: (text) => nearestNames(text, ['api-prod', 'api-staging']),
  hideLiterals,
  pickLines: (text) => pickLines(text.split('\n'), 'a b 1', 6),
  isRaisedError,
  matchLogLines: (text) => matchLogLines(text.split('\n')),
  explainRaw,
  'explainRaw, a body': (text) => explainRaw(`HTTP/1.1 503 x\r\nServer: nginx\r\n\r\n${text}`),
  'explainRaw, a header': (text) => explainRaw(`HTTP/1.1 503 x\r\nServer: ${text.replace(/[\r\n]/g, '')}\r\n\r\n`),
  parseCommand: (text) => parseCommand(`check ${text}`),
  parseReport: (text) => unlessThrown(() => parseReport(text, { file: 'f' })),
  parseServices: (text) => parseServices(service(text), { file: 'f', env: {} }),
  showValue,
  substituteEnv: (text) => substituteEnv(text, { A: 'x' }),
  parseRedisReply: (text) => unlessThrown(() => parseRedisReply(Buffer.from(text))),
  'parseRedisReply, an error': (text) => parseRedisReply(Buffer.from(`-${text.slice(0, 60_000)}\r\n`)),
  notPostgres: (text) => notPostgres(Buffer.from(text)),
  parseKnownHosts: (text) => parseKnownHosts(text, 'known_hosts'),
  parseSshConfigLine,
  createFrameReader: (text) => pushAll(createFrameReader('nonce', { onData() {}, onFrame() {} }), text),
  createScriptReader: (text) => pushAll(readerOfScript(), text),
}

/** Parsers of what hosts and endpoints say, which is clean by then: shapes of lines and tables. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  ...Object.fromEntries(sectionProbes.map((probe) => [`parseSection ${probe}`, sectionReader(probe)])),
  ...Object.fromEntries(
    sectionProbes.map((probe) => [`excerptOf ${probe}`, (text) => excerptOf(probe, section(text))]),
  ),
  ...Object.fromEntries(
    askProbes().map((probe) => [
      `parseAnswer ${probe}`,
      (text) => answers(text).map((answer) => parseAnswer(probe, answer, { subject: 's' })),
    ]),
  ),
}

function sectionReader(probe: (typeof sectionProbes)[number]): (text: string) => unknown {
  return (text) => parseSection(probe, section(text), { subject: 's' })
}

function askProbes() {
  return (['edge', 'balancer-servers', 'database', 'pooler', 'dependency-tcp', 'dependency-redis'] as const).filter(
    isAskProbe,
  )
}

function unlessThrown(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error
  }
}

function readerOfScript() {
  const limits = { limitLines: 100_000, limitNoiseBytes: 65_536 }
  const reader = createScriptReader([{ limitBytes: 2_000_000 }], { nonce: 'nonce', ...limits, onEvent() {} })
  reader.stdout(Buffer.from('nonces 1 1\n'))
  return { push: (chunk: Buffer) => reader.stdout(chunk) }
}

/** As it comes over the network, in packets of 32 KB. */
function pushAll(reader: { push(chunk: Buffer): void }, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += 32_768) reader.push(bytes.subarray(at, at + 32_768))
}

describe('the time of a reader grows no faster than the text', () => {
  it.each(Object.entries(readers))('%s()', { timeout: 120_000 }, (_name, read) => {
    expect(shapes.map((shape) => growthProblem(read, shape)).filter((problem) => problem !== undefined)).toEqual([])
  })

  it.each(Object.entries(parsers))('%s()', { timeout: 120_000 }, (_name, parse) => {
    expect(lineShapes.map((shape) => growthProblem(parse, shape)).filter((problem) => problem !== undefined)).toEqual(
      [],
    )
  })

  it.each(Object.entries({ cleanText, redact, maskSlackSecrets, matchLogLines: readers['matchLogLines'] ?? oneLine }))(
    '%s() of any unit repeated',
    { timeout: 120_000 },
    (_name, read) => {
      const pieces = fc.constantFrom(...shapes, ':', '//', '@', 'password=', 'Bearer ', '.', '\u001b\\', '\u0007', ';')
      const unit = fc.array(pieces, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))
      fc.assert(
        fc.property(unit, (unit) => {
          expect(growthProblem(read, unit)).toBeUndefined()
        }),
        { numRuns: 15 },
      )
    },
  )
})
