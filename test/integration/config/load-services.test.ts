import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadServices } from '../../../src/config/load-services.ts'

const folder = mkdtempSync(join(tmpdir(), 'slash503-config-'))

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('loadServices()', () => {
  it('reads and checks a file', async () => {
    const path = file('good.yml', '\ufeffservices: { a: { url: "http://${HOST}/" } }')
    expect(await loadServices(path, { env: { HOST: 'x' } })).toMatchObject({
      kind: 'ok',
      config: { services: [{ url: 'http://x/' }] },
    })
  })

  it('names the file in its errors', async () => {
    const path = file('bad.yml', 'services: 1')
    expect(await loadServices(path, { env: {} })).toMatchObject({
      kind: 'invalid',
      errors: [{ file: path, line: 1, column: 11 }],
    })
  })

  it('tells a file that is not there from one that cannot be read', async () => {
    const path = join(folder, 'none.yml')
    expect(await loadServices(path, { env: {} })).toEqual({ kind: 'not-found', path })
    expect(await loadServices(folder, { env: {} })).toMatchObject({
      kind: 'invalid',
      errors: [{ message: 'Cannot read the file: it is a directory' }],
    })
  })

  it('refuses what is not UTF-8', async () => {
    const path = file('latin1.yml', Buffer.from([0x61, 0xe9, 0x62]))
    expect(await loadServices(path, { env: {} })).toMatchObject({
      errors: [{ message: 'Cannot read the file: it is not UTF-8 text' }],
    })
  })

  it('ends for a file that does not', async () => {
    const loaded = await loadServices('/dev/zero', { env: {} })
    expect(loaded).toMatchObject({
      kind: 'invalid',
      errors: [{ message: expect.stringContaining('expected at most 1048576') }],
    })
  })

  it('reads a pipe, as a shell makes for <(command)', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const loading = loadServices(pipe, { env: {} })
    writeFileSync(pipe, 'services: { a: { hosts: [x] } }')
    expect(await loading).toMatchObject({ kind: 'ok' })
  })
})
