/**
 * Text that Slack shows as it is, in every field that Slack parses as mrkdwn: nothing in it can mention, link or format
 * as a control sequence. Escapes `&`, `<` and `>`, the only three that Slack defines (docs.slack.dev, "Formatting message text").
 * Call it after any truncation, so that no entity is cut in two.
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
