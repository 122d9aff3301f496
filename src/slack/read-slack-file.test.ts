import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSlackFile } from './read-slack-file.ts'

const big = 3 * 1024 * 1024
const asked: string[] = []
const pages: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/app.log': (response) => void response.end('pq: sorry, too many clients already\n'),
  '/big.log': (response) => void response.end('x'.repeat(big)),
  '/moved.log': (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  '/sign-in.log': (response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
  '/picture.png': (response) => void response.end('\u0089PNG\u0000'),
}

let server: Server
let origin = ''
beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`)
    pages[request.url ?? '']?.(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

/** A client whose Slack is the server above. */
function clientWith(answer: () => unknown): { client: WebClient; token: string } {
  const client = { slackApiUrl: `${origin}/api/`, files: { info: () => Promise.resolve().then(answer) } }
  return { client: client as unknown as WebClient, token: 'xoxb-1' }
}
const file = (path: string) => () => ({ file: { name: path.slice(1), url_private_download: `${origin}${path}` } })
const refusal = (error: string) => () => {
  throw Object.assign(new Error(error), { data: { error } })
}

describe('readSlackFile()', () => {
  it('reads a file with the token of the bot', async () => {
    const read = await readSlackFile('F1', clientWith(file('/app.log')))
    expect(read).toEqual({ kind: 'read', name: 'app.log', text: 'pq: sorry, too many clients already\n' })
    expect(asked).toContain('/app.log Bearer xoxb-1')
  })

  it('reads 1 MiB of a larger one', async () => {
    const read = await readSlackFile('F1', clientWith(file('/big.log')))
    expect(read.kind === 'read' && read.text.length).toBe(1024 * 1024)
  })

  it.each([
    ['a redirect', file('/moved.log'), 'HTTP 302'],
    ['a page to sign in', file('/sign-in.log'), 'its page to sign in'],
    ['a picture', file('/picture.png'), 'is no text'],
    ['a missing scope', refusal('missing_scope'), 'the app misses the scope files:read'],
    ['a deleted file', refusal('file_deleted'), 'it was deleted'],
  ])('says why it does not read %s', async (_, answer, why) => {
    expect(await readSlackFile('F1', clientWith(answer))).toEqual({
      kind: 'not-read',
      why: expect.stringContaining(why),
    })
  })

  it.each(['https://files.slack.com.example.com/x', 'http://files.slack.com/x', 'http://169.254.169.254/x', ''])(
    'never sends the token to %j',
    async (url) => {
      const before = asked.length
      const answer = (): unknown => ({ file: { name: 'x.log', url_private_download: url } })
      const read = await readSlackFile('F1', clientWith(answer))
      expect(read).toEqual({ kind: 'not-read', why: expect.stringContaining('is not kept by Slack') })
      expect(asked.length).toBe(before)
    },
  )
})
