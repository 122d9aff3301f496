/** `df` for bytes and for inodes. Pseudo and read-only image mounts (proc, tmpfs overlays, squashfs) are left out. */
export interface DiskValue {
  readonly mounts: readonly Mount[]
}

export interface Mount {
  readonly mount: string
  readonly device: string
  readonly totalBytes: number
  readonly availableBytes: number
  /** 0–1, as df computes it: used / (used + available). */
  readonly used: number
  /** 0–1; absent where the file system has no fixed inodes (btrfs, xfs reports them). */
  readonly inodesUsed?: number
  readonly isReadOnly?: boolean
}
