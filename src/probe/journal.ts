/** The last journal lines of a unit, oldest first. */
export interface JournalValue {
  readonly unit: string
  readonly lines: readonly JournalLine[]
}

export interface JournalLine {
  /** ISO 8601. */
  readonly at: string
  readonly program: string
  readonly pid?: number
  readonly message: string
}
