import { spawn } from 'node:child_process'

export interface CommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly input?: string
  readonly timeoutMs?: number
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
}

/** Runs one command to its end, whatever its exit code; one that outlives `timeoutMs` (default 60 s) is killed and gives 124. */
export function tryCommand(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = '', ...parameters] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: options.directory,
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, options.timeoutMs ?? 60_000)
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.stdin.on('error', () => clearTimeout(timer))
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ exitCode: isLate ? 124 : (code ?? 1), stdout, stderr })
    })
    child.stdin.end(options.input ?? '')
  })
}

/** Runs one command and gives its standard output; throws with its standard error unless it ends with 0. */
export async function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await tryCommand(command, options)
  if (exitCode !== 0) {
    throw new Error(
      `\`${command.join(' ').slice(0, 300)}\` ended with ${exitCode}: ${(stderr || stdout).trim().slice(-2000)}`,
    )
  }
  return stdout
}

/** A bash script on this machine; stops at the first failing line. */
export const runScript = (script: string, options: CommandOptions = {}): Promise<string> =>
  runCommand(['bash', '-euo', 'pipefail', '-s'], { ...options, input: script })
