/** What the bot says of itself over HTTP, the same whichever way it is connected to Slack. */
export interface StatusAnswer {
  readonly status: number
  readonly body: string
}

export const statusHeaders = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } as const

export const statusPaths = ['/healthz', '/readyz'] as const

/** `/healthz` while the process lives, `/readyz` while Slack is connected; 404 for all else. `target` may carry a query. */
export function answerStatus(target: string, isReady: boolean): StatusAnswer {
  const [path] = target.split('?', 1)
  if (path === '/healthz') return { status: 200, body: 'alive\n' }
  if (path === '/readyz')
    return isReady ? { status: 200, body: 'ready\n' } : { status: 503, body: 'not connected to Slack\n' }
  return { status: 404, body: 'not found\n' }
}
