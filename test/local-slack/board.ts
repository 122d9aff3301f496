import { asText, type Json } from './json.ts'

/** A message as the page shows it: Slack's, with where and for whom. */
export interface ShownMessage {
  readonly channel: string
  readonly ts: string
  readonly threadTs?: string
  readonly message: Json
  /** Only this person sees it. */
  readonly onlyFor?: string
}

export interface ShownView {
  readonly id: string
  readonly user: string
  readonly view: Json
}

export type BoardEvent =
  | { readonly kind: 'message'; readonly shown: ShownMessage }
  | { readonly kind: 'removed'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'view'; readonly shown: ShownView }
  | { readonly kind: 'view-closed'; readonly id: string; readonly user: string }
  | { readonly kind: 'channel'; readonly id: string }

const mostPerChannel = 400

/** What people have before their eyes, told on to whoever watches. The record is emulate's; this is its picture. */
export class Board {
  readonly #messages = new Map<string, Map<string, ShownMessage>>()
  readonly #views = new Map<string, ShownView>()
  readonly #watchers = new Set<(event: BoardEvent) => void>()

  showMessage(channel: string, message: Json, onlyFor?: string): ShownMessage {
    const threadTs = asText(message['thread_ts'])
    const ts = asText(message['ts'])
    const shown: ShownMessage = {
      channel,
      ts,
      message,
      ...(threadTs && threadTs !== ts ? { threadTs } : {}),
      ...(onlyFor ? { onlyFor } : {}),
    }
    const ofChannel = this.#messages.get(channel) ?? new Map<string, ShownMessage>()
    this.#messages.set(channel, ofChannel.set(ts, shown))
    const [oldest] = ofChannel.keys()
    if (ofChannel.size > mostPerChannel && oldest !== undefined) ofChannel.delete(oldest)
    this.#tell({ kind: 'message', shown })
    return shown
  }

  removeMessage(channel: string, ts: string): void {
    this.#messages.get(channel)?.delete(ts)
    this.#tell({ kind: 'removed', channel, ts })
  }

  showView(user: string, view: Json): void {
    const shown = { id: asText(view['id']), user, view }
    this.#views.set(shown.id, shown)
    this.#tell({ kind: 'view', shown })
  }

  closeView(id: string): void {
    const view = this.#views.get(id)
    this.#views.delete(id)
    if (view) this.#tell({ kind: 'view-closed', id, user: view.user })
  }

  channelChanged(id: string): void {
    this.#tell({ kind: 'channel', id })
  }

  message(channel: string, ts: string): ShownMessage | undefined {
    return this.#messages.get(channel)?.get(ts)
  }

  messages(channel: string): readonly ShownMessage[] {
    return [...(this.#messages.get(channel)?.values() ?? [])]
  }

  view(id: string): ShownView | undefined {
    return this.#views.get(id)
  }

  /** The modals that a person has open, oldest first. */
  views(user: string): readonly ShownView[] {
    return [...this.#views.values()].filter((view) => view.user === user)
  }

  /** Calls the watcher with everything that changes from now on; the answer stops that. */
  watch(watcher: (event: BoardEvent) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  #tell(event: BoardEvent): void {
    for (const watcher of this.#watchers) watcher(event)
  }
}
