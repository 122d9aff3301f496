/** `/proc/pressure/*`: share of time in per cent, 0–100, that some (or all) tasks waited. */
export interface PressureValue {
  readonly cpu: Stall
  readonly memory: Stall
  readonly io: Stall
}

export interface Stall {
  readonly some10: number
  readonly some60: number
  readonly full10: number
  readonly full60: number
}
