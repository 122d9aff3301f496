import { describe, expect, it } from 'vitest'
import { parseProxyCommand } from './proxy-command.ts'
import type { Hop } from './ssh-config-jump.ts'

const target = { user: 'probe', port: 22 }

describe('parseProxyCommand()', () => {
  it.each<[string, readonly Hop[]]>([
    ['ssh -W %h:%p bastion', [{ name: 'bastion' }]],
    ['ssh -q -W %h:%p ops@203.0.113.7 -p 2222', [{ name: '203.0.113.7', user: 'ops', port: 2222 }]],
    ['/usr/bin/ssh -qxW %h:%p -l ops bastion', [{ name: 'bastion', user: 'ops' }]],
    ['ssh -W [%h]:%p ops@bastion 2>/dev/null', [{ name: 'bastion', user: 'ops' }]],
    ['ssh -W%h:22 %r@bastion', [{ name: 'bastion', user: 'probe' }]],
    ['exec ssh -i ~/.ssh/jump -W "%h:%p" -p2222 bastion', [{ name: 'bastion', port: 2222, identity: '~/.ssh/jump' }]],
    [
      'ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -oPort=2200 -oUser=ops -W %h:%p bastion',
      [{ name: 'bastion', user: 'ops', port: 2200 }],
    ],
    ['ssh -o "ProxyCommand none" -W %h:%p bastion', [{ name: 'bastion' }]],
    ['ssh -J a@outer:23 -W %h:%p inner', [{ name: 'outer', user: 'a', port: 23 }, { name: 'inner' }]],
    ['ssh -W %h:%p ssh://ops@bastion:2222', [{ name: 'bastion', user: 'ops', port: 2222 }]],
    ['ssh bastion nc %h %p', [{ name: 'bastion' }]],
    ['ssh -A ops@bastion "exec nc -w 10 %h %p"', [{ name: 'bastion', user: 'ops' }]],
    ['ssh bastion -- /bin/netcat -q0 %h 22', [{ name: 'bastion' }]],
    ['ssh -W %h:%p fd00::1', [{ name: 'fd00::1' }]],
    ['none', []],
    ['nc %h %p', []],
    ['/bin/nc.openbsd -w 5 %h %p', []],
    ['ncat --wait 3 %h %p', []],
    ['/usr/bin/sss_ssh_knownhostsproxy -p %p %h', []],
    ['/usr/bin/sss_ssh_knownhostsproxy --port=%p %h', []],
    ['/usr/bin/sss_ssh_knownhostsproxy -p %p -d ipa.example %h', []],
  ])('%s', (command, hops) => {
    expect(parseProxyCommand(command, target)).toEqual(hops)
  })

  it.each([
    'cloudflared access ssh --hostname %h',
    'nc -X 5 -x proxy:1080 %h %p',
    'ncat --proxy p:3128 %h %p',
    'ssh -W db1:5432 bastion',
    'ssh -W %h:2022 bastion',
    'ssh -F other -W %h:%p bastion',
    'ssh -o HostName=10.0.0.1 -W %h:%p bastion',
    'ssh -o ProxyCommand="nc x 1" -W %h:%p bastion',
    'ssh -W %h:%p -oProxyCommand=id',
    'ssh -W %h:%p "a b"',
    'ssh -W %h:%p ops@$BASTION',
    'ssh -W %h:%p bastion; id',
    'ssh -W %h:%p $(cat bastion)',
    'ssh bastion',
    'ssh bastion nc %h %p -e /bin/sh',
    'ssh -p 99999 -W %h:%p bastion',
    'ssh -W',
    'sh -c "nc %h %p"',
    'sss_ssh_knownhostsproxy --pubkey %h',
    'sudo nc %h %p',
  ])('%s is nothing that slash503 does', (command) => {
    expect(parseProxyCommand(command, target)).toBeUndefined()
  })
})
