/** Tells whether a key comes for the first time; keys are forgotten oldest first. Slack may deliver anything twice. */
export function createSeenOnce(limit = 5000): (key: string) => boolean {
  const keys = new Set<string>()
  return (key) => {
    if (keys.has(key)) return false
    keys.add(key)
    if (keys.size > limit) {
      const [oldest] = keys
      if (oldest !== undefined) keys.delete(oldest)
    }
    return true
  }
}
