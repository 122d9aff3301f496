import type { Slices } from '../lib/slices.ts'
import type { About, Collection } from './collection.ts'
import type { Answer, Ask, Output } from './execute.ts'
import type { ShownLine } from './shown-line.ts'
import type { Parsed } from './unseen.ts'

/** What an observation is about, in text: a unit, a path, a name, an endpoint's label. */
export interface Of {
  readonly subject: string
}

/** A probe that reads what a collection printed on a host. */
export interface SectionProbe<Id extends string, Value> {
  /** Its file's name; what readings are kept by. */
  readonly id: Id
  /** What a person calls it: 'kernel limits on app1 not seen'. */
  readonly label: string
  readonly reads: Collection
  /** The command as a person would type it, for evidence. */
  readonly source: (about: About) => string
  /** Never throws: what cannot be understood is `unseen`. */
  readonly parse: (output: Output, of: Of) => Parsed<Value>
  /** Lines that a person does not see, or sees differently. */
  readonly shown?: readonly ShownLine[]
  /** A log: told from its end, where the reason stands; all else from its beginning. */
  readonly isLog?: true
}

/** What asks an endpoint: HTTP, PostgreSQL, Redis, TCP, a unix socket. */
export interface AskWay {
  readonly kind: 'ask'
  readonly build: (of: never) => Ask
}

/** A probe that asks an endpoint. What may be large is parsed in slices. */
export interface AskProbe<Id extends string, Value> {
  readonly id: Id
  readonly label: string
  readonly reads: AskWay
  readonly parse: (answer: Answer, of: Of) => Parsed<Value> | Slices<Parsed<Value>>
}
