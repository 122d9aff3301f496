import { globSync } from 'node:fs'

/** The pages that tell step by step how to add something. */
export const recipes = ['docs/adding-a-probe.md', 'docs/adding-a-cause.md', 'docs/adding-a-signature.md'] as const

const blocks = /^( *)```(\w*)\n([\s\S]*?)^ *```$/gm

/** What a page names in backticks, outside of its blocks. */
export function spansOf(text: string): readonly string[] {
  return [...text.replaceAll(blocks, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span)
}

/** The lines of a page's `sh` blocks. */
export function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(blocks)]
    .filter(([, , language]) => language === 'sh')
    .flatMap(([, , , block = '']) => block.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Of what is named, paths and file names of this repository of which there is no file; `…` stands for some text. */
export function missingPaths(spans: readonly string[]): readonly string[] {
  const named = spans.filter(
    (span) => /^[\w./…-]+$/.test(span) && /^(?:src|test|docs|scripts)\/|\.(?:ts|tsv|md)$/.test(span),
  )
  return named.filter((path) => found(path).length === 0)
}

function found(path: string): readonly string[] {
  const pattern = path.replaceAll('…', '*').replace(/\/$/, '')
  if (/^(?:src|test|docs|scripts)\//.test(path)) return globSync(pattern)
  return globSync([`{src,test,docs,scripts}/**/${pattern}`])
}
