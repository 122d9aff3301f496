import type { Service } from '../service/service.ts'

/** `look`: see that a service is there and what its checks said · `run`: start a check of it, or change how it is shown. */
export type Verb = 'look' | 'run'

/** Whether somebody is in a user group of Slack; a group that cannot be read lets nobody in. */
export type Membership =
  | { readonly kind: 'member' | 'other' }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Who wants something, where, and what is known of the groups that `groupsToRead` named. */
export interface Actor {
  /** Slack user id. */
  readonly user: string
  /** Slack channel id of where it is wanted. */
  readonly channel: string
  /** By group id; a group that is not in it counts as not read. */
  readonly groups: ReadonlyMap<string, Membership>
}

/** The answer; a refusal says why, and what would allow it. */
export type Permission =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reason: string; readonly remedy: string }

type Guarded = Pick<Service, 'name' | 'allow'>

/**
 * Whether `actor` may do this with a service, by `allow` of services.yml: one of `users` or in one of `groups`, where
 * either is given; and in one of `channels`, where those are given. Without `allow` everybody may, everywhere.
 */
export function mayDo(actor: Actor, verb: Verb, service: Guarded): Permission {
  const { allow } = service
  if (!allow) return { kind: 'allowed' }
  return refuseChannel(actor, verb, service) ?? refusePerson(actor, verb, service) ?? { kind: 'allowed' }
}

/** The groups whose members decide whether `user` may do anything with the service; none where they cannot change it. */
export function groupsToRead(user: string, { allow }: Guarded): readonly string[] {
  return allow && !allow.users.includes(user) ? allow.groups : []
}

function refuseChannel({ channel }: Actor, verb: Verb, { name, allow }: Guarded): Permission | undefined {
  const channels = allow?.channels ?? []
  if (channels.length === 0 || channels.includes(channel)) return undefined
  return {
    kind: 'refused',
    reason: `${name} may not be ${deeds[verb]} in this channel.`,
    remedy: `services.${name}.allow.channels in services.yml names where; whoever keeps that file can add ${channel}.`,
  }
}

function refusePerson({ user, groups }: Actor, verb: Verb, { name, allow }: Guarded): Permission | undefined {
  const isOpen = !allow || allow.users.length + allow.groups.length === 0
  if (isOpen || allow.users.includes(user)) return undefined
  const memberships = allow.groups.map((group) => ({ group, ...(groups.get(group) ?? notRead) }))
  if (memberships.some(({ kind }) => kind === 'member')) return undefined
  const unreadable = memberships.find((membership) => membership.kind === 'unreadable')
  if (unreadable?.kind === 'unreadable') {
    return {
      kind: 'refused',
      reason: `Whether you may have ${name} ${deeds[verb]} cannot be told: who is in the user group ${unreadable.group} could not be read (${unreadable.reason}).`,
      remedy: `Until it can, only those whom services.${name}.allow.users in services.yml names may; whoever keeps that file can add ${user}.`,
    }
  }
  return {
    kind: 'refused',
    reason: `You may not have ${name} ${deeds[verb]}.`,
    remedy: `services.${name}.allow in services.yml names who may; whoever keeps that file can add ${user} to its users, or you to one of its groups.`,
  }
}

const notRead: Membership = { kind: 'unreadable', reason: 'nobody asked' }
const deeds: Readonly<Record<Verb, string>> = { look: 'shown', run: 'checked' }
