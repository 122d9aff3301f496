import { createAsk } from './ask/create-ask.ts'
import { createDirectDial } from './ask/create-direct-dial.ts'
import type { Dial } from './probe/dial.ts'
import type { Execute } from './probe/execute.ts'
import { bot } from './probe/reading.ts'
import { localHost } from './service/service.ts'

/** How one kind of place is reached: its scripts and its connections. */
export interface Place {
  readonly script: Execute['script']
  readonly dial: Dial
}

/** Joins the edges to the one effect behind every check: `local` is this machine, `bot` dials directly, all else is SSH. */
export function createExecute(places: {
  readonly ssh: Place
  readonly local: Place
  /** Where a host is reached from the bot, for hosts that forbid forwarding. */
  readonly hostAddress: (name: string) => string | undefined
}): Execute {
  const { ssh, local, hostAddress } = places
  const direct = createDirectDial()
  const dialFrom = (vantage: string): Dial => {
    if (vantage === bot) return direct
    return vantage === localHost ? local.dial : ssh.dial
  }
  return {
    script(host, sections, options) {
      const place = host === localHost || host === bot ? local : ssh
      return place.script(host, sections, options)
    },
    ask: createAsk({ dial: (vantage, target, options) => dialFrom(vantage)(vantage, target, options), hostAddress }),
  }
}
