/** Text made into a value, or what would have been right in words that follow 'expected ': 'a duration such as 10s'. */
export type Checked<V> =
  | { readonly kind: 'right'; readonly value: V }
  | { readonly kind: 'wrong'; readonly expected: string }

export function right<V>(value: V): Checked<V> {
  return { kind: 'right', value }
}

export function wrong(expected: string): Checked<never> {
  return { kind: 'wrong', expected }
}
