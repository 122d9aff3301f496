import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface NpmRun {
  readonly status: number
  /** Standard output and error. */
  readonly said: string
}

/** Runs npm under this Node (it chooses versions by the Node that runs it), in `folder`, with more flags for Node and more environment. */
export function runNpm(
  parameters: readonly string[],
  options: {
    readonly folder: string
    readonly env?: Readonly<Record<string, string>>
    readonly nodeFlags?: readonly string[]
  },
): Promise<NpmRun> {
  const { folder, env = {}, nodeFlags = [] } = options
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...nodeFlags, npmCli(), ...parameters],
      { cwd: folder, env: { ...withoutNpm(process.env), ...env }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code ?? 1) : 0, said: `${stdout}${stderr}` }),
    )
  })
}

/** The path of npm's own JavaScript, behind the `npm` of PATH. */
function npmCli(): string {
  const npm = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'npm'))
  const found = npm.map(real).find((path) => path?.endsWith('npm-cli.js'))
  if (found === undefined) throw new Error('There is no npm on PATH')
  return found
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** What an `npm run` around us says to the scripts below it is not meant for another npm. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(config_(prefix|global)|lifecycle|package)/.test(name)),
  )
}
