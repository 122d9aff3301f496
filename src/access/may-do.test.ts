import { describe, expect, it } from 'vitest'
import type { Allow } from '../service/service.ts'
import { groupsToRead, type Membership, mayDo, type Verb } from './may-do.ts'

const nobody: Allow = { users: [], groups: [], channels: [] }
const groups = (entries: Readonly<Record<string, Membership['kind']>>): ReadonlyMap<string, Membership> =>
  new Map(
    Object.entries(entries).map(([id, kind]) => [
      id,
      kind === 'unreadable' ? { kind, reason: 'missing_scope' } : { kind },
    ]),
  )

const permissionOf = (
  allow: Partial<Allow>,
  memberships: Readonly<Record<string, Membership['kind']>> = {},
): ReturnType<typeof mayDo> =>
  mayDo({ user: 'U1', channel: 'C1', groups: groups(memberships) }, 'run', {
    name: 'api',
    allow: { ...nobody, ...allow },
  })

type Case = readonly [string, Partial<Allow>, Readonly<Record<string, Membership['kind']>>]

describe('mayDo()', () => {
  it.each<Case>([
    ['a user who is named', { users: ['U1'] }, {}],
    ['a member of a group', { groups: ['S1'] }, { S1: 'member' }],
    ['a member of the second group', { groups: ['S1', 'S2'] }, { S1: 'other', S2: 'member' }],
    ['a named user, whatever the groups', { users: ['U1'], groups: ['S1'] }, { S1: 'unreadable' }],
    ['a member beside an unreadable group', { groups: ['S1', 'S2'] }, { S1: 'unreadable', S2: 'member' }],
    ['a member where a user is named', { users: ['U2'], groups: ['S1'] }, { S1: 'member' }],
    ['anybody in a channel that is named', { channels: ['C1'] }, {}],
    ['anybody where nothing is named', {}, {}],
  ])('allows %s', (_, allow, memberships) => {
    expect(permissionOf(allow, memberships)).toEqual({ kind: 'allowed' })
  })

  it.each<readonly [...Case, string]>([
    ['a user who is not named', { users: ['U2'] }, {}, 'You may not have api checked.'],
    ['a member of no group', { groups: ['S1'] }, { S1: 'other' }, 'You may not have api checked.'],
    ['an unreadable group', { groups: ['S1'] }, { S1: 'unreadable' }, 'S1 could not be read (missing_scope)'],
    ['a group that nobody asked for', { groups: ['S1'] }, {}, 'S1 could not be read (nobody asked)'],
    ['one group unreadable', { groups: ['S1', 'S2'] }, { S1: 'other', S2: 'unreadable' }, 'S2 could not be read'],
    ['anybody elsewhere', { channels: ['C2'] }, {}, 'api may not be checked in this channel.'],
    ['a named user elsewhere', { users: ['U1'], channels: ['C2'] }, {}, 'may not be checked in this channel.'],
    ['somebody else in the channel', { users: ['U2'], channels: ['C1'] }, {}, 'You may not have api checked.'],
  ])('refuses %s', (_, allow, memberships, reason) => {
    expect(permissionOf(allow, memberships)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining(reason),
      remedy: expect.stringContaining('services.api.allow'),
    })
  })

  it('without allow lets everybody in', () => {
    expect(mayDo({ user: 'U1', channel: 'C1', groups: new Map() }, 'look', { name: 'api' })).toEqual({
      kind: 'allowed',
    })
  })

  it.each<[Verb, string]>([
    ['look', 'You may not have api shown.'],
    ['run', 'You may not have api checked.'],
  ])('says what was refused (%s) and which key would grant it', (verb, reason) => {
    const service = { name: 'api', allow: { ...nobody, users: ['U2'] } }
    expect(mayDo({ user: 'U1', channel: 'C1', groups: new Map() }, verb, service)).toEqual({
      kind: 'refused',
      reason,
      remedy:
        'services.api.allow in services.yml names who may; whoever keeps that file can add U1 to its users, or you to one of its groups.',
    })
  })
})

describe('groupsToRead()', () => {
  it.each([
    ['U2', ['S1']],
    ['U1', []],
  ])('of %s are %j', (user, expected) => {
    expect(groupsToRead(user, { name: 'api', allow: { ...nobody, users: ['U1'], groups: ['S1'] } })).toEqual(expected)
  })
})
