import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { findHolder, holdFolder } from '../../../src/store/hold-folder.ts'

const folders: string[] = []
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hold-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Another process that holds the folder until it is killed. */
async function holder(folder: string) {
  const source = `import { holdFolder } from '${join(process.cwd(), 'src/store/hold-folder.ts')}'
    await holdFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  const kill = async (signal: NodeJS.Signals) => {
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return { child, kill }
}

describe('holdFolder()', () => {
  it('makes the folder for this user alone, and its socket too', async () => {
    const folder = join(newFolder(), 'a', 'b')
    const held = await holdFolder(folder)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(held.socket).mode & 0o777).toBe(0o600)
    await held.release()
    expect(readdirSync(folder)).toEqual([])
  })

  it('refuses a second holder, and takes one when the first is gone', async () => {
    const folder = newFolder()
    const held = await holdFolder(folder)
    await expect(holdFolder(folder)).rejects.toMatchObject({ problem: 'held' })
    expect(await findHolder(folder)).toBe(held.socket)
    await held.release()
    const next = await holdFolder(folder)
    await next.release()
  })

  it('has one winner among eight that come at once', async () => {
    for (let round = 0; round < 5; round++) {
      const folder = newFolder()
      const tried = await Promise.allSettled(Array.from({ length: 8 }, () => holdFolder(folder)))
      const held = tried.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      expect(held.length).toBeLessThanOrEqual(1)
      for (const one of held) await one.release()
    }
  })

  it('gives the folder of a killed process to the next one at once', async () => {
    const folder = newFolder()
    const { kill } = await holder(folder)
    await expect(holdFolder(folder)).rejects.toMatchObject({ problem: 'held' })
    await kill('SIGKILL')
    expect(readdirSync(folder)).toHaveLength(1)
    const held = await holdFolder(folder)
    expect(readdirSync(folder)).toEqual([held.socket.slice(folder.length + 1)])
    await held.release()
  })

  it('leaves the folder to a process that is only stopped', async () => {
    const folder = newFolder()
    const { child, kill } = await holder(folder)
    child.kill('SIGSTOP')
    await expect(holdFolder(folder)).rejects.toMatchObject({ problem: 'held' })
    await kill('SIGKILL')
  })

  it('answers on its socket', async () => {
    const held = await holdFolder(newFolder())
    held.onConnection((socket) => void socket.end('here'))
    const [answer] = (await once(connect(held.socket), 'data')) as [Buffer]
    expect(answer.toString()).toBe('here')
    await held.release()
  })

  it('says which path is too long for a socket', async () => {
    const folder = join(newFolder(), 'x'.repeat(100))
    await expect(holdFolder(folder)).rejects.toMatchObject({ problem: 'unusable-folder' })
  })

  it('says which folder cannot be made', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    await expect(holdFolder(join(file, 'store'))).rejects.toThrow(`Cannot keep the store in ${file}/store: ENOTDIR`)
  })

  it('findHolder() removes nothing and finds nobody where nobody is', async () => {
    const folder = newFolder()
    const { kill } = await holder(folder)
    await kill('SIGKILL')
    const [left = ''] = readdirSync(folder)
    expect(await findHolder(folder)).toBeUndefined()
    expect(existsSync(join(folder, left))).toBe(true)
    expect(await findHolder(join(folder, 'none'))).toBeUndefined()
  })
})
