import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import { oneLine } from '../lib/one-line.ts'
import { wrapText } from '../lib/wrap-text.ts'
import { type Explanation, explainText, explainUrl } from '../run/explain.ts'
import type { CliWorld } from './cli-world.ts'
import { choosePaint } from './paint.ts'

export interface ExplainFlags {
  readonly format: 'text' | 'json'
}

/** `503 explain`: says who produced a response, what that program means by it, and what to look at next. */
export async function explainCommand(url: string | undefined, flags: ExplainFlags, world: CliWorld): Promise<number> {
  const explanation = url === undefined ? await explainStdin(world) : await explainAnswerOf(url, world)
  await world.stdout.write(
    flags.format === 'json' ? `${JSON.stringify(explanation, null, 2)}\n` : renderExplanation(explanation, world),
  )
  return 0
}

async function explainStdin(world: CliWorld): Promise<Explanation> {
  if (!world.stdin.isTTY) return explainText(await world.stdin.read())
  throw new AppError('USAGE', 'Cannot tell what to explain: expected a URL, or a response on standard input', {
    hint: '503 explain https://… , or: curl -si https://… | 503 explain',
  })
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

function renderExplanation({ status, emitter, meaning, next }: Explanation, { stdout, env }: CliWorld): string {
  const paint = choosePaint(stdout, env)
  const width = Math.max(40, Math.min(140, stdout.columns() ?? 100))
  const who = emitter.certainty === 'unknown' ? 'an unknown program' : emitter.program
  const head = `${status} from ${who}${emitter.certainty === 'certain' ? '' : ` (${emitter.certainty})`}`
  const steps = next.flatMap((text) => {
    const [first = '', ...rest] = wrapText(oneLine(text), width - 4)
    return [`  – ${first}`, ...rest.map((line) => `    ${line}`)]
  })
  return `${[paint('strong', oneLine(head)), ...wrapText(oneLine(meaning), width), ...(steps.length > 0 ? ['Next'] : []), ...steps].join('\n')}\n`
}
