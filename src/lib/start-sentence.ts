/** A text as the beginning of a sentence: its first letter is a capital, unless the first word is an address or a label. */
export function startSentence(text: string): string {
  return /^\S*[:/]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
}
