/** Kernel network counters between two looks, and table fill levels. */
export interface NetworkValue {
  readonly sampleMs: number
  /** Increase of TcpExt ListenOverflows / ListenDrops during the sample. */
  readonly listenOverflows: number
  readonly listenDrops: number
  /** Since boot. */
  readonly listenOverflowsTotal: number
  readonly listenDropsTotal: number
  readonly socketsInUse: number
  readonly timeWait: number
  readonly orphans: number
  /** Pages. */
  readonly tcpMemoryPages: number
  readonly tcpMemoryLimitPages?: number
  readonly conntrack?: { readonly count: number; readonly max: number }
}
