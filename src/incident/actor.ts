/** Who did something to an incident. */
export type Actor =
  | { readonly kind: 'slack'; readonly team: string; readonly user: string }
  | { readonly kind: 'unix'; readonly user: string }
  | { readonly kind: 'alert'; readonly source: string }
  | { readonly kind: 'schedule'; readonly service: string }

/** 'slack:T012/U034', 'unix:maria', 'alert:alertmanager', 'schedule:api-prod': as it is stored and printed. */
export function renderActor(actor: Actor): string {
  switch (actor.kind) {
    case 'slack':
      return `slack:${actor.team}/${actor.user}`
    case 'unix':
      return `unix:${actor.user}`
    case 'alert':
      return `alert:${actor.source}`
    case 'schedule':
      return `schedule:${actor.service}`
    default:
      return actor satisfies never
  }
}

/** The actor that `renderActor` wrote; undefined for any other text. */
export function parseActor(text: string): Actor | undefined {
  const colon = text.indexOf(':')
  const rest = text.slice(colon + 1)
  if (colon < 0 || rest === '') return undefined
  switch (text.slice(0, colon)) {
    case 'slack': {
      const slash = rest.indexOf('/')
      return slash > 0 ? { kind: 'slack', team: rest.slice(0, slash), user: rest.slice(slash + 1) } : undefined
    }
    case 'unix':
      return { kind: 'unix', user: rest }
    case 'alert':
      return { kind: 'alert', source: rest }
    case 'schedule':
      return { kind: 'schedule', service: rest }
    default:
      return undefined
  }
}
