import { redact } from '../lib/redact.ts'
import type { ConfigFacts, ConfigText } from './balancer-config.ts'

/** Facts of Varnish's VCL: `backend` blocks, the URLs of their probes, and `synth(503, …)`. Source: vcl(7), vcl-probe(7). */
export function parseVarnishConfig(files: readonly ConfigText[]): ConfigFacts {
  const lines = files.flatMap(({ file, lines }) => lines.map((line) => ({ file, line: withoutComment(line) })))
  const text = lines.map(({ line }) => line).join('\n')
  const blocks = text.split(/(?=\bbackend\s+[\w-]+\s*\{)/).filter((block) => /^backend\s/.test(block))
  const makes503 = lines
    .filter(({ line }) => /\bsynth\s*\(\s*503\b/.test(line))
    .map(({ file, line }) => ({ file, line: redact(line.trim()) }))
  const healthPaths = [...new Set([...text.matchAll(/\.url\s*=\s*"([^"]+)"/g)].map(([, path]) => path ?? ''))]
  return { sockets: [], servers: blocks.flatMap(serverOf), healthPaths, makes503 }
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)(#|\/\/).*$/, '')
}

/** The first `.host` and `.port` after the block's name; a server without a port is asked on 80, one with `.path` on its socket. */
function serverOf(block: string): ConfigFacts['servers'] {
  const value = (key: string): string | undefined => new RegExp(`\\.${key}\\s*=\\s*"([^"]+)"`).exec(block)?.[1]
  const group = /^backend\s+([\w-]+)/.exec(block)?.[1] ?? ''
  const host = value('host')
  const path = value('path')
  if (host === undefined) return path === undefined ? [] : [{ group, address: `unix:${path}`, flags: '' }]
  const isV6 = host.includes(':')
  return [{ group, address: `${isV6 ? `[${host}]` : host}:${value('port') ?? 80}`, flags: flagsOf(block) }]
}

function flagsOf(block: string): string {
  return [...block.matchAll(/\.(probe|max_connections)\s*=\s*(\w+)/g)].map(([, key, is]) => `${key} ${is}`).join(' ')
}
