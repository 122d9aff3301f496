import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** How requests name themselves in the access logs of those asked. */
export const userAgent = `slash503/${version}`
