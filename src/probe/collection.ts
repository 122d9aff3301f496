import type { Section } from './execute.ts'

/** What is wanted to be known of one host; each collection takes of it what it needs. */
export interface About {
  /** The unit whose processes, limits and files count. */
  readonly unit?: string | undefined
  /** The port that the service listens on. */
  readonly port?: number | undefined
  /** Units whose state is told. */
  readonly units?: readonly string[] | undefined
  /** Those of them that have to be there. */
  readonly expected?: readonly string[] | undefined
  /** The observation's own subject: a unit, a path, a name to look up. */
  readonly subject?: string | undefined
}

/**
 * One pass over one source on a host (the units, the sockets, a log): what is run there. Any number of probes may read
 * what it prints; it is run once for all of them.
 */
export interface Collection {
  readonly kind: 'collection'
  readonly id: string
  /** In texts: 'open files: no end within 4 s'. */
  readonly label: string
  /** What it is about, where one script may hold it twice; nothing where it is about the host. */
  readonly subjectOf?: (about: About) => string | undefined
  /** POSIX sh, for dash, bash and busybox; values from outside only through `quote()`. */
  readonly script: (about: About) => string
  /** 4 s unless told otherwise: commands that answer at once. */
  readonly timeoutMs?: number
  /** 64 KiB unless told otherwise: several hundred lines. */
  readonly limitBytes?: number
  /** May hang (a dead mount, a stuck journal) or pauses between two looks: runs beside the others. */
  readonly mayHang?: boolean
  /** Nobody reads its standard error: beside the others it is dropped, and with it a process of the frame. */
  readonly isQuiet?: boolean
  readonly price: Price
}

/** What a collection costs the host, at most, where all that it asks for is there; a test measures it. */
export interface Price {
  /** Processes created by the script of the section, without those of its frame. */
  readonly forks: number
  /** Of one processor: `low` up to 5 ms, `middle` up to 20 ms, `high` beyond, on a host of 300 processes. */
  readonly cpu: 'low' | 'middle' | 'high'
}

/** Printed last by every section: without it the output was cut short and is not believed. */
export const endMark = 'end'

/** The section that a collection is in a host's script. */
export function sectionOf(collection: Collection, about: About): Section {
  const { id, label, timeoutMs = 4000, limitBytes = 65_536, mayHang, isQuiet } = collection
  const subject = collection.subjectOf?.(about)
  return {
    id: subject === undefined ? id : `${id}:${subject}`,
    label,
    script: `${collection.script(about).trim()}\necho ${endMark}`,
    timeoutMs,
    limitBytes,
    ...(mayHang === undefined ? {} : { mayHang }),
    ...(isQuiet === undefined ? {} : { isQuiet }),
  }
}

/** 'gunicorn', or 'port 8000' where the service has no unit. */
export function serviceNameOf({ unit, port }: About): string | undefined {
  return unit ?? (port === undefined ? undefined : `port ${port}`)
}
