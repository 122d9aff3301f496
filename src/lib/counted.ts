/** A number with its noun: '1 session', '3 sessions'. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}
