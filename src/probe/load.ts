/** `/proc/loadavg`. */
export interface LoadValue {
  readonly one: number
  readonly five: number
  readonly fifteen: number
  readonly runnable: number
  readonly processes: number
  readonly cores: number
}
