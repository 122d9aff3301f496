import { masked } from '../lib/masked.ts'
import { createSemaphore } from './semaphore.ts'
import { beyondSubset, evaluateSshConfig, type SshSettings } from './ssh-config.ts'
import { askSshClient, type ClientQuery } from './ssh-config-client.ts'
import { loadSshConfig, type SshConfigFiles, type SshDirective } from './ssh-config-files.ts'

/** ssh's configuration, whoever evaluates it. */
export interface SshConfig {
  /** What it says of the host that a user calls `name`, given what was asked for beside. Rejects with `SshError`. */
  settingsOf(name: string, asked: Omit<ClientQuery, 'binary' | 'configFile'>): Promise<SshSettings>
  /** Where a setting is written, as 'file:line'; undefined where no file has it like that. */
  lineOf(keyword: string, value: string): Promise<string | undefined>
}

export interface SshConfigOptions {
  readonly home: string
  readonly configFile?: string
  readonly sshBinary?: string
  readonly onNote?: (note: string) => void
}

/** A client costs some 6 ms of processor: four at once keep two cores busy and leave them usable. */
const clientsAtOnce = 4
/** The files are looked at again after this long; a run of 400 hosts looks once. */
const freshMs = 1000

/**
 * Files that hold nothing but what `evaluateSshConfig` reads exactly are evaluated by it: no process per host. For anything
 * else (Match, canonical names, further tokens) `ssh -G` is asked, and where no client is installed the rest of the lines
 * count and `onNote` hears once of those that do not. Answers are kept until one of the files changes.
 */
export function createSshConfig(options: SshConfigOptions): SshConfig {
  const binary = options.sshBinary ?? 'ssh'
  const semaphore = createSemaphore(clientsAtOnce)
  const answers = new Map<string, Promise<SshSettings | undefined>>()
  const noted = new Set<string>()
  let loaded: { readonly at: number; readonly files: Promise<SshConfigFiles> } | undefined
  let stamp = ''

  const currentFiles = async (): Promise<SshConfigFiles> => {
    if (!loaded || performance.now() - loaded.at > freshMs)
      loaded = { at: performance.now(), files: loadSshConfig(options) }
    const files = await loaded.files
    if (files.stamp !== stamp) answers.clear()
    stamp = files.stamp
    return files
  }
  const ask = async (name: string, query: ClientQuery): Promise<SshSettings | undefined> => {
    const release = await semaphore.acquire(new AbortController().signal)
    try {
      return await askSshClient(name, query)
    } finally {
      release()
    }
  }

  return {
    async settingsOf(name, asked) {
      const files = await currentFiles()
      const beyond = beyondSubset(files.directives)
      if (beyond.length === 0) return evaluateSshConfig(name, files.directives)
      const key = JSON.stringify([name, asked])
      const configFile = options.configFile === undefined ? {} : { configFile: options.configFile }
      const answer = answers.get(key) ?? ask(name, { ...asked, ...configFile, binary })
      answers.set(key, answer)
      const settings = await answer
      if (settings) return settings
      for (const line of beyond) {
        if (!noted.has(line)) options.onNote?.(masked`no ssh client to ask, so this line does not count: ${line}`)
        noted.add(line)
      }
      return evaluateSshConfig(name, files.directives)
    },
    async lineOf(keyword, value) {
      const { directives } = await currentFiles()
      const found = allOf(directives).find((each) => each.keyword === keyword && each.words.join(' ') === value)
      return found ? `${found.file}:${found.line}` : undefined
    },
  }
}

function allOf(directives: readonly SshDirective[]): readonly SshDirective[] {
  return directives.flatMap((directive) => [directive, ...allOf(directive.included)])
}
