/** `/proc/meminfo`, in bytes. */
export interface MemoryValue {
  readonly totalBytes: number
  readonly availableBytes: number
  readonly swapTotalBytes: number
  readonly swapFreeBytes: number
}
