/** A host's key as it presented it, and what pins it. */
export interface HostKeyOffer {
  /** 'app1 (10.0.0.11:22)'. */
  readonly host: string
  /** The name it is pinned under. */
  readonly name: string
  readonly keyType: string
  /** 'SHA256:…'. */
  readonly fingerprint: string
  /** `unknown`: nothing is pinned yet · `trusted`: this very key is · `changed`: another key is pinned · `revoked`. */
  readonly standing: 'unknown' | 'trusted' | 'changed' | 'revoked'
  /** The known_hosts file that it would be written to; with `line`, the one that speaks against it. */
  readonly file: string
  /** Where in `file` another key is pinned, or this one is revoked; from 1. */
  readonly line?: number
  /** What known_hosts does say of an unknown host. */
  readonly note?: string
  pin(): Promise<void>
}
