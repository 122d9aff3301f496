import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Unseen } from '../probe/unseen.ts'
import type { HttpRequest } from '../service/service.ts'
import { detailOf } from './failure-of.ts'

/** The texts of the PEM files that a request names. */
export interface RequestFiles {
  readonly kind: 'files'
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** Reads a request's files anew, as certificates are renewed; unseen where TLS cannot use them, which is no fact about the endpoint. */
export function readRequestFiles({ ca, cert, key }: HttpRequest): RequestFiles | Unseen {
  try {
    const files = {
      ...(ca === undefined ? {} : { ca: read(ca) }),
      ...(cert === undefined ? {} : { cert: read(cert) }),
      ...(key === undefined ? {} : { key: read(key) }),
    }
    if (Object.keys(files).length > 0) createSecureContext(files)
    return { kind: 'files', ...files }
  } catch (error) {
    const named = [ca, cert, key].filter((path) => path !== undefined).join(', ')
    return {
      kind: 'unseen',
      reason: 'denied',
      detail: `this machine cannot use ${named} of services.yml: ${detailOf(error)}`,
      fix: '503 config check, which says what is wrong with them',
    }
  }
}

function read(path: string): string {
  return readFileSync(path.startsWith('~/') ? join(homedir(), path.slice(2)) : path, 'utf8')
}
