/** How hosts are reached as the command line says, which outranks services.yml and ~/.ssh/config. */
export interface HostAccess {
  /** The hosts that it holds for. */
  readonly hosts: readonly string[]
  readonly user?: string
  /** Login names of single hosts. */
  readonly users: Readonly<Record<string, string>>
  /** Path of a private key. */
  readonly identity?: string
  /** As ssh's ProxyJump: '[user@]host[:port],…', nearest first. */
  readonly jump?: string
}
