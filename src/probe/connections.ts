/** TCP connections of the host, counted by state, remote and local port. */
export interface ConnectionsValue {
  /** State as `ss` prints it: ESTAB, SYN-SENT, CLOSE-WAIT, TIME-WAIT … */
  readonly states: Readonly<Record<string, number>>
  /** The most numerous groups of outgoing connections, at most 50. */
  readonly peers: readonly {
    readonly address: string
    readonly port: number
    readonly state: string
    readonly count: number
  }[]
  /** Connections on the application's port. */
  readonly onPort?: { readonly established: number; readonly closeWait: number }
}
