/** A file as the page shows it; emulate keeps its own record of it. */
export interface KeptFile {
  readonly id: string
  readonly name: string
  /** What the app said that it would send. */
  readonly announcedBytes: number
  content: Uint8Array
}
