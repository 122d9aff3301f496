/** Processor time that a synchronous piece of work takes in this process, in ms: what else the machine does is not in it. */
export function cpuMilliseconds(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
