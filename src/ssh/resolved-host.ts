/** One host with everything OpenSSH's configuration says about it: what a connection needs, and nothing left to look up. */
export interface ResolvedHost {
  /** Name in `services.yml` or on the command line. */
  readonly name: string
  readonly address: string
  readonly port: number
  readonly user: string
  /** Private key files in the order to try; those that exist neither themselves nor as `.pub` are left out. */
  readonly identityFiles: readonly string[]
  /** Path of the agent's socket, absent where no agent is to be used. */
  readonly agentSocket?: string
  /** IdentitiesOnly: of the agent's keys only those that `identityFiles` name. */
  readonly identitiesOnly?: boolean
  /** Name looked up in known_hosts: HostKeyAlias, or the address, with `[…]:port` for a port other than 22. */
  readonly hostKeyName: string
  /** In order; the first is where `503 hosts trust` pins. */
  readonly knownHostsFiles: readonly string[]
  /** Hosts to go through, nearest to the bot first. */
  readonly jump: readonly ResolvedHost[]
}

/** What known_hosts says of a key that a host presented. Only `trusted` lets a connection go on. */
export type HostKeyVerdict =
  | { readonly kind: 'trusted' }
  | {
      readonly kind: 'unknown'
      readonly keyType: string
      readonly fingerprint: string
      /** What known_hosts does say of the host, where that is no plain key. */
      readonly note?: string
    }
  | {
      readonly kind: 'changed'
      readonly keyType: string
      readonly fingerprint: string
      readonly expected: readonly string[]
      readonly file: string
      readonly line: number
    }
  | {
      readonly kind: 'revoked'
      readonly keyType: string
      readonly fingerprint: string
      readonly file: string
      readonly line: number
    }

/** The pinned keys of every host; reads known_hosts files afresh when they change. */
export interface HostKeys {
  /** `key` is the raw public key blob of RFC 4253 section 6.6. */
  verify(host: ResolvedHost, key: Buffer): HostKeyVerdict
  /** Key types already pinned for the host ('ssh-ed25519' …), so that negotiation asks for those first. */
  knownTypes(host: ResolvedHost): readonly string[]
}
