/** Slack cuts messages at 40,000 characters; no more is read. */
const longest = 40_000

/** The text of a message as it was before Slack marked it up: links and addresses plain, `&lt;` a `<`, fences gone. */
export function readPasted(marked: string): string {
  return marked
    .slice(0, longest)
    .replace(/<(?:mailto|tel):[^|>\s]{1,400}\|([^>]{0,400})>/gi, '$1')
    .replace(/<(https?:\/\/[^|>\s]{1,2000})(?:\|[^>]{0,2000})?>/gi, '$1')
    .replace(/<[@#!][^>\s]{1,200}>/g, '')
    .replace(/```/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
