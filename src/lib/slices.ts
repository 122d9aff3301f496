/** Work on what may be large that pauses between pieces of a few milliseconds; what happens in a pause is its caller's choice. */
export type Slices<T> = Generator<void, T, void>

/** Characters of text from outside that are cleaned, masked or parsed in one piece. */
export const sliceChars = 16_384

/** The whole work at once: the same result, whoever runs it. */
export function finish<T>(slices: Slices<T>): T {
  for (;;) {
    const step = slices.next()
    if (step.done) return step.value
  }
}

/** A counter of work: pauses each time that as much as one piece takes has been done since the last pause. */
export function createPauses(pieceSize: number): (size: number) => Slices<void> {
  let done = 0
  return function* (size) {
    done += size
    if (done < pieceSize) return
    done = 0
    yield
  }
}
