import type { Execute } from '../probe/execute.ts'

/** The world as seen by checks, and its end: connections are closed and nothing is left running. */
export interface Engine {
  readonly execute: Execute
  close(): Promise<void>
}
