/** Listening TCP sockets. */
export interface ListenersValue {
  readonly sockets: readonly Listener[]
}

export interface Listener {
  /** `127.0.0.1`, `0.0.0.0`, `::`, `*`. */
  readonly address: string
  readonly port: number
  /** Connections waiting to be accepted (Recv-Q). */
  readonly queued: number
  /** Room for them (Send-Q, the effective backlog); absent where the source does not tell. */
  readonly backlog?: number
  /** Only for processes of the same user, or as root. */
  readonly process?: string
  readonly pid?: number
}
