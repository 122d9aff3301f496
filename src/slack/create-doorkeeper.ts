import { groupsToRead, type Membership, mayDo, type Permission, type Verb } from '../access/may-do.ts'
import type { SlackWorld } from './slack-world.ts'
import type { UserGroups } from './user-groups.ts'

/** Somebody in a channel. */
export interface Somebody {
  readonly user: string
  readonly channel: string
}

/** Asked before anything is done or shown, at the moment of doing: what services.yml and the groups say may change. */
export interface Doorkeeper {
  /** Logs a refusal. */
  permit(who: Somebody, verb: Verb, service: string): Promise<Permission>
  /** The services of these that somebody may look at, in their order. */
  visible(who: Somebody, services: readonly string[]): Promise<readonly string[]>
}

/** `mayDo` over the configuration as it is now and the user groups of Slack. */
export function createDoorkeeper(world: Pick<SlackWorld, 'allowOf' | 'log'>, groups: UserGroups): Doorkeeper {
  const judge = async ({ user, channel }: Somebody, verb: Verb, name: string): Promise<Permission> => {
    const allow = world.allowOf(name)
    const service = allow ? { name, allow } : { name }
    const read = await Promise.all(
      groupsToRead(user, service).map(
        async (group): Promise<readonly [string, Membership]> => [group, await groups.membership(user, group)],
      ),
    )
    return mayDo({ user, channel, groups: new Map(read) }, verb, service)
  }
  return {
    permit: async (who, verb, service) => {
      const permission = await judge(who, verb, service)
      if (permission.kind === 'refused')
        world.log.info({ by: who.user, channel: who.channel, service, verb, reason: permission.reason }, 'refused')
      return permission
    },
    visible: async (who, services) => {
      const seen = await Promise.all(services.map((service) => judge(who, 'look', service)))
      return services.filter((_, index) => seen[index]?.kind === 'allowed')
    },
  }
}
