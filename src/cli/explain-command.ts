import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import { oneLine } from '../lib/one-line.ts'
import { cutLine, wrapText } from '../lib/wrap-text.ts'
import type { Paint } from '../report/text-page.ts'
import { type ExplainedLine, type ExplainedLines, type Explanation, explainText, explainUrl } from '../run/explain.ts'
import type { CliWorld } from './cli-world.ts'
import { choosePaint } from './paint.ts'

export interface ExplainFlags {
  readonly format: 'text' | 'json'
}

/** `503 explain`: who produced a response or wrote a log line, what that program means by it, what to look at next. */
export async function explainCommand(url: string | undefined, flags: ExplainFlags, world: CliWorld): Promise<number> {
  const explanation = url === undefined ? await explainStdin(world) : await explainAnswerOf(url, world)
  await world.stdout.write(
    flags.format === 'json' ? `${JSON.stringify(explanation, null, 2)}\n` : renderExplanation(explanation, world),
  )
  return 0
}

async function explainStdin(world: CliWorld): Promise<Explanation | ExplainedLines> {
  if (!world.stdin.isTTY) return explainText(await world.stdin.read())
  throw new AppError(
    'USAGE',
    'Cannot tell what to explain: expected a URL, or a response or log lines on standard input',
    {
      hint: '503 explain https://… , or: curl -si https://… | 503 explain, or: journalctl -u UNIT -n 20 | 503 explain',
    },
  )
}

async function explainAnswerOf(url: string, world: CliWorld): Promise<Explanation> {
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new AppError('USAGE', masked`Cannot use "${url}" as a URL: expected one that begins with http:// or https://`)
  }
  const controller = new AbortController()
  const stopListening = world.onInterrupt(() => controller.abort())
  const engine = await world.openEngine(undefined)
  try {
    const explained = await explainUrl(url, { execute: engine.execute, signal: controller.signal })
    if (!('kind' in explained)) return explained
    throw new AppError('NO_ANSWER', masked`${url} gave no HTTP answer: ${explained.detail}`)
  } finally {
    stopListening()
    await engine.close()
  }
}

function renderExplanation(explanation: Explanation | ExplainedLines, world: CliWorld): string {
  const page = pageOf(world)
  const rows = 'lines' in explanation ? renderLines(explanation.lines, page) : renderResponse(explanation, page)
  return `${rows.join('\n')}\n`
}

interface Page {
  readonly paint: Paint
  readonly width: number
}

function pageOf({ stdout, env }: CliWorld): Page {
  return { paint: choosePaint(stdout, env), width: Math.max(40, Math.min(140, stdout.columns() ?? 100)) }
}

function renderResponse({ status, emitter, meaning, next }: Explanation, { paint, width }: Page): readonly string[] {
  const who = emitter.certainty === 'unknown' ? 'an unknown program' : emitter.program
  const head = `${status ?? 'A page'} from ${who}${emitter.certainty === 'certain' ? '' : ` (${emitter.certainty})`}`
  const steps = renderSteps(next, width)
  return [
    paint('strong', oneLine(head)),
    ...wrapText(oneLine(meaning), width),
    ...(steps.length > 0 ? ['Next'] : []),
    ...steps,
  ]
}

/** Lines with a meaning, each with what to do; how many have none is said at the end. */
function renderLines(lines: readonly ExplainedLine[], page: Page): readonly string[] {
  const known = lines.filter(({ program }) => program !== 'unknown')
  const unknown = lines.length - known.length
  const rest =
    unknown === 0 ? [] : [`Of ${unknown} of ${lines.length} lines no meaning is known; nothing is said about them.`]
  return [...known.flatMap((line) => renderLine(line, page)), ...rest]
}

function renderLine({ line, program, meaning, cause, next }: ExplainedLine, { paint, width }: Page): readonly string[] {
  const said = `${program}: ${meaning}${cause === null ? '' : ` (${cause})`}`
  return [
    paint('strong', cutLine(oneLine(line), width)),
    ...wrapText(said, width - 2).map((row) => `  ${row}`),
    ...renderSteps(next, width),
  ]
}

function renderSteps(next: readonly string[], width: number): readonly string[] {
  return next.flatMap((text) => {
    const [first = '', ...rest] = wrapText(oneLine(text), width - 4)
    return [`  – ${first}`, ...rest.map((line) => `    ${line}`)]
  })
}
