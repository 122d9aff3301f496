import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { LocalSlack } from './local-slack.ts'

/** `503 serve` as a process of its own, connected to a local Slack. */
export interface ServedBot {
  readonly child: ChildProcess
  /** Asks it to stop and waits until it has; gives its exit code, or null when it had to be ended. */
  stop(): Promise<number | null>
}

const startLimitMs = 60_000
const stopLimitMs = 15_000

export interface ServeOptions {
  readonly configFile: string
  /** What the command is a parameter of, such as `ip netns exec <namespace>`. */
  readonly inside?: readonly string[]
  /** Default: ours. */
  readonly home?: string
  /** `LOG_LEVEL`; default info. */
  readonly logLevel?: string
  readonly onLog?: (line: string) => void
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the real command on a `services.yml`; resolves when two of its connections are open. */
export async function runServe(slack: LocalSlack, options: ServeOptions): Promise<ServedBot> {
  const bin = fileURLToPath(new URL('../../bin/503.js', import.meta.url))
  const command = [process.execPath, bin, 'serve', '--config', options.configFile]
  const [program, ...parameters] = [...(options.inside ?? []), ...command] as [string, ...string[]]
  const child = spawn(program, parameters, {
    env: {
      PATH: process.env['PATH'],
      HOME: options.home ?? process.env['HOME'],
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.tokens.bot,
      SLACK_APP_TOKEN: slack.tokens.app,
      PORT: '0',
      ...(options.logLevel ? { LOG_LEVEL: options.logLevel } : {}),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.push(text)
      options.onLog?.(text)
    })
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
    const code = await ended
    clearTimeout(timer)
    return code
  }
  const deadline = performance.now() + startLimitMs
  while (slack.connections() < 2) {
    if (child.exitCode !== null) throw new Error(`503 serve ended with ${child.exitCode}:\n${said.join('')}`)
    if (performance.now() > deadline) {
      await stop()
      throw new Error(`503 serve did not connect within ${startLimitMs / 1000} s:\n${said.join('')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { child, stop }
}
