import { commandLine, commandWord, figureWord } from '../service/command-word.ts'
import { type Action, act, look } from './action.ts'

/** A unit on a host, as far as they are known: either may be empty. */
interface UnitAt {
  readonly unit: string | undefined
  readonly host: string
}

/** The last lines of a unit; where its name is not known, how to find it. */
export function readJournal(text: string, { unit, host }: UnitAt, lines = 50): Action {
  const command = commandLine`journalctl -u ${commandWord('unit', unit)} -n ${figureWord(lines)} --no-pager`
  return command === undefined ? findUnit(text, host) : look(text, { command, on: host })
}

/** For a unit whose name nobody told: what runs on the host. */
function findUnit(text: string, host: string): Action {
  const wish = `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
  return look(`Find its unit among these, then ${wish}`, {
    command: 'systemctl list-units --type=service --no-pager',
    on: host,
  })
}

/** How the unit is set up: its start line, user, limits. */
export function readUnit(text: string, { unit, host }: UnitAt): Action {
  return look(text, { command: commandLine`systemctl cat ${commandWord('unit', unit)}`, on: host })
}

export function startUnit(text: string, { unit, host }: UnitAt): Action {
  return act(text, {
    command: commandLine`sudo systemctl start ${commandWord('unit', unit)}`,
    on: host,
    changes: `${nameOf(unit)} on ${host} starts`,
  })
}

export function restartUnit(text: string, { unit, host }: UnitAt): Action {
  return act(text, {
    command: commandLine`sudo systemctl restart ${commandWord('unit', unit)}`,
    on: host,
    changes: `${nameOf(unit)} on ${host} stops and starts; requests in flight there are lost`,
  })
}

/** A proxy reads its configuration again. */
export function reloadProxy(
  text: string,
  { program, host }: { readonly program: string; readonly host: string },
): Action {
  const commands: Readonly<Record<string, string>> = {
    nginx: 'sudo nginx -t && sudo systemctl reload nginx',
    haproxy: 'sudo haproxy -c -f /etc/haproxy/haproxy.cfg && sudo systemctl reload haproxy',
    apache: 'sudo apachectl configtest && sudo apachectl graceful',
    caddy: 'sudo systemctl reload caddy',
    varnish: 'sudo systemctl reload varnish',
  }
  return act(text, {
    command: commands[program],
    on: host,
    changes: `${program || 'the proxy'} on ${host} takes its configuration as it is now`,
  })
}

/** Who listens where. */
export function readListeners(text: string, host: string): Action {
  return look(text, { command: 'ss -ltnp', on: host })
}

/** From here towards a host that does not answer. */
export function followWay(host: string): Action {
  const word = commandWord('host', host)
  return look('Follow the way to it', { command: commandLine`ping -c 3 ${word}; mtr -rwc 10 ${word}` })
}

const nameOf = (unit: string | undefined): string =>
  commandWord('unit', unit) === undefined ? 'the unit' : (unit ?? '')

/** A connection to an address as a balancer has it; nothing where that is no host and port. */
export function tryConnection(balancer: string, address: string): readonly Action[] {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(address) ?? []
  const name = commandWord('host', host?.replace(/^\[(.*)\]$/, '$1'))
  const command = commandLine`nc -zv -w 5 ${name} ${figureWord(Number(port))}`
  return command === undefined ? [] : [look('Try it', { command, on: balancer })]
}
