import type { WebClient } from '@slack/web-api'

/** What a file of a message says, or why it cannot be read, in a sentence for the one who asked. */
export type ReadFile =
  | { readonly kind: 'read'; readonly name: string; readonly text: string }
  | { readonly kind: 'not-read'; readonly why: string }

/** Where Slack keeps files: the token travels nowhere else. */
const fileHosts: readonly string[] = [
  'https://files.slack.com',
  'https://files-origin.slack.com',
  'https://files.slack-gov.com',
]
const maxBytes = 1024 * 1024
const timeoutMs = 15_000

const missingScope =
  'I may not read files: the app misses the scope files:read. An administrator adds it under "OAuth & Permissions" and reinstalls the app; until then, paste the text: /503 explain …'

/** Reads a file of a message with the bot's token: from Slack's file host only, without following redirects, 1 MiB at most. */
export async function readSlackFile(
  id: string,
  { client, token }: { readonly client: WebClient; readonly token: string },
): Promise<ReadFile> {
  try {
    const { file } = await client.files.info({ file: id })
    const name = file?.name ?? 'the file'
    const address = URL.parse(file?.url_private_download ?? file?.url_private ?? '')
    const own = URL.parse(client.slackApiUrl)?.origin ?? ''
    if (address === null || ![...fileHosts, own].includes(address.origin))
      return {
        kind: 'not-read',
        why: `${name} is not kept by Slack, and I fetch files from nowhere else. Paste the text: /503 explain …`,
      }
    return await fetchText(name, address, token)
  } catch (error) {
    return { kind: 'not-read', why: describe(error) }
  }
}

async function fetchText(name: string, address: URL, token: string): Promise<ReadFile> {
  const answer = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
  const isSignIn = answer.headers.get('content-type')?.startsWith('text/html') === true && !/\.html?$/.test(name)
  if (!answer.ok || isSignIn) {
    await answer.body?.cancel()
    const got = isSignIn ? 'its page to sign in' : `HTTP ${answer.status}`
    return {
      kind: 'not-read',
      why: `Slack gave ${got} in place of ${name}. Is the bot in this channel, and is files:read among its scopes?`,
    }
  }
  const text = await readCapped(answer)
  if (text.includes('\u0000')) return { kind: 'not-read', why: `${name} is no text; I read logs and responses.` }
  return { kind: 'read', name, text }
}

async function readCapped(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes >= maxBytes) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(bytes, maxBytes))
}

function describe(error: unknown): string {
  const code = (error as { data?: { error?: string } }).data?.error
  if (code === 'missing_scope') return missingScope
  if (code === 'file_not_found' || code === 'file_deleted')
    return 'Slack does not show me this file: it was deleted, or I am not in its channel. Type /invite @503.'
  return `The file could not be read: ${code ?? (error instanceof Error ? error.message : 'no reason given')}`
}
