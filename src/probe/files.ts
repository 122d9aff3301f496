/** Open file descriptors: the whole host's and those of the service's processes. */
export interface FilesValue {
  readonly open: number
  readonly max: number
  readonly processes: readonly {
    readonly pid: number
    readonly name: string
    readonly open?: number
    readonly limit: number
  }[]
}
