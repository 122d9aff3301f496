import type { Section, SectionResult } from '../../src/probe/execute.ts'
import { createSsh, type Ssh, type SshOptions } from '../../src/ssh/create-ssh.ts'
import type { HostKeys, ResolvedHost } from '../../src/ssh/resolved-host.ts'
import { fingerprintOf, type Sshd } from './sshd.ts'

/** How to reach a test server. */
export function hostOf(sshd: Sshd, more: Partial<ResolvedHost> = {}): ResolvedHost {
  return {
    name: 'app1',
    address: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    identityFiles: [sshd.identityFile],
    hostKeyName: `[127.0.0.1]:${sshd.port}`,
    knownHostsFiles: [],
    jump: [],
    ...more,
  }
}

/** Trusts these keys and no other. */
export function trusting(...keys: readonly Buffer[]): HostKeys {
  return {
    verify: (_host, key) =>
      keys.some((known) => known.equals(key))
        ? { kind: 'trusted' }
        : { kind: 'unknown', keyType: 'ssh-ed25519', fingerprint: fingerprintOf(key) },
    knownTypes: () => ['ssh-ed25519'],
  }
}

/** Whether the suite runs without `patch-ssh2.ts` this time; `stock.test.ts` says so. */
export function isStock(): boolean {
  return process.env.SLASH503_TEST_SSH === 'stock'
}

/** An executor that knows one server under every name. */
export function sshTo(sshd: Sshd, more: Partial<SshOptions> & { readonly host?: Partial<ResolvedHost> } = {}): Ssh {
  const { host, ...options } = more
  return createSsh({
    resolve: (name) => hostOf(sshd, { name, ...host }),
    hostKeys: trusting(sshd.hostKey),
    isSsh2Patched: !isStock(),
    ...options,
  })
}

export function section(id: string, script: string, more: Partial<Section> = {}): Section {
  return { id, label: id, script, timeoutMs: 5000, limitBytes: 65_536, ...more }
}

/** Runs sections and gives what each settled as, by id, in the order in which they did. */
export async function runSections(
  run: { readonly script: Ssh['script'] },
  sections: readonly Section[],
  {
    host = 'app1',
    signal = new AbortController().signal,
  }: { readonly host?: string; readonly signal?: AbortSignal } = {},
): Promise<Readonly<Record<string, SectionResult>>> {
  const settled: Record<string, SectionResult> = {}
  await run.script(host, sections, {
    signal,
    onSection: (result) => {
      if (settled[result.id]) throw new Error(`${result.id} settled twice`)
      settled[result.id] = result
    },
  })
  return settled
}
