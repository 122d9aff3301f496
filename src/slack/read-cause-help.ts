/**
 * What the page of causes says of each: cause id → plain text, commands between backticks. The page is Markdown with a heading `## … (`cause_id`)`
 * or `## `cause_id`…` for each; text before the first and after the last is left out.
 */
export function readCauseHelp(page: string): ReadonlyMap<string, string> {
  const sections = page.split(/^## /m).slice(1)
  const found = new Map<string, string>()
  for (const section of sections) {
    const [heading = '', ...body] = section.split('\n')
    const id = /`?\b([a-z]+(?:_[a-z]+)+)\b`?/.exec(heading)?.[1]
    if (id !== undefined) found.set(id, plainText(body.join('\n')))
  }
  return found
}

function plainText(markdown: string): string {
  return (
    markdown
      .replace(/^#+ /gm, '')
      .replace(/\*\*([^*]+)\*\*/g, '$1')
      .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
      // A line of the page goes on, indented, in the next.
      .replace(/\n {2}(?=\S)/g, ' ')
      .trim()
  )
}
