import { setTimeout as wait } from 'node:timers/promises'
import type { WebClient } from '@slack/web-api'
import type { Membership } from '../access/may-do.ts'
import { repeatCall } from './repeat-call.ts'
import { readFailure } from './slack-calls.ts'

/** Who is in Slack's user groups, as Slack said at most a minute ago. */
export interface UserGroups {
  membership(user: string, group: string): Promise<Membership>
}

/** Somebody who was put into a group, or taken out, waits at most this long. */
const keptMs = 60_000
/** A failure is kept so long only that a busy channel does not ask again for each click. */
const failureKeptMs = 5_000
/** A modal can be opened for three seconds after the click; who may have it is known before. */
const patienceMs = 2_000

type Group =
  | { readonly kind: 'read'; readonly users: ReadonlySet<string> }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Reads groups with `usergroups.users.list`, each once a minute; `list` gives the users of a group, or throws as web-api does. */
export function createUserGroups(
  list: (group: string) => Promise<readonly string[]>,
  { now }: { readonly now: () => number },
): UserGroups {
  const known = new Map<string, { readonly group: Promise<Group>; untilMs: number }>()
  const read = (id: string): Promise<Group> => {
    const kept = known.get(id)
    if (kept && now() < kept.untilMs) return kept.group
    const group = readGroup(id, { list, now })
    const entry = { group, untilMs: now() + keptMs }
    known.set(id, entry)
    void shortenFailure(entry, now)
    return group
  }
  return {
    membership: async (user, id) => {
      const group = await read(id)
      if (group.kind === 'unreadable') return group
      return { kind: group.users.has(user) ? 'member' : 'other' }
    },
  }
}

async function shortenFailure(entry: { group: Promise<Group>; untilMs: number }, now: () => number): Promise<void> {
  if ((await entry.group).kind === 'unreadable') entry.untilMs = now() + failureKeptMs
}

/** `usergroups.users.list` of the Web API. */
export function listUsersOf(client: WebClient): (group: string) => Promise<readonly string[]> {
  return async (group) => (await client.usergroups.users.list({ usergroup: group })).users ?? []
}

async function readGroup(
  id: string,
  { list, now }: { list: (group: string) => Promise<readonly string[]>; now: () => number },
): Promise<Group> {
  const stopped = new AbortController()
  const late = wait(patienceMs, undefined, { signal: stopped.signal }).then(
    (): Group => ({ kind: 'unreadable', reason: 'Slack did not answer in time' }),
  )
  late.catch(() => undefined)
  const reading = repeatCall(() => list(id), { untilMs: now() + patienceMs, now, signal: stopped.signal }).then(
    (users): Group => ({ kind: 'read', users: new Set(users) }),
    (error: unknown): Group => ({ kind: 'unreadable', reason: describe(error) }),
  )
  return Promise.race([reading, late]).finally(() => stopped.abort())
}

const reasons: Readonly<Record<string, string>> = {
  missing_scope: 'the app lacks the scope usergroups:read, reinstall it from manifest.yml',
  no_such_subteam: 'Slack knows no such group',
  subteam_not_found: 'Slack knows no such group',
}

function describe(error: unknown): string {
  const failure = readFailure(error)
  switch (failure.kind) {
    case 'refused':
    case 'closed': {
      const [code = ''] = failure.reason.split(':')
      return reasons[code] ?? failure.reason
    }
    case 'rate-limited':
      return 'Slack takes no more questions for now'
    default:
      return 'Slack could not be reached'
  }
}
