import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildBalancerServersAsk, parseBalancerServersAnswer } from './balancer-servers.ts'

const seenBy = (level: 'admin' | 'user') =>
  readFileSync(new URL(`../../test/fixtures/answers/haproxy-2.6-show-stat-${level}.csv`, import.meta.url), 'utf8')

function serversIn(text: string) {
  const parsed = parseBalancerServersAnswer({ kind: 'unix', text })
  if (parsed.kind !== 'seen') throw new Error(parsed.detail)
  return parsed.value
}

describe('parseBalancerServersAnswer()', () => {
  it.each([
    ['up', { status: 'UP', checkStatus: 'L7OK', checkCode: 200, sessionLimit: 50, weight: 1 }],
    ['refused', { status: 'DOWN', checkStatus: 'L4CON', checkDetail: 'Connection refused' }],
    ['sick', { status: 'DOWN', checkStatus: 'L7STS', checkCode: 503, checkDetail: 'Service Unavailable' }],
    ['slow', { status: 'DOWN', checkStatus: 'L7TOUT', checkDetail: 'Layer7 timeout' }],
    ['maint', { status: 'MAINT', checkStatus: '', checkDetail: '' }],
    ['drain', { status: 'DRAIN', weight: 0 }],
    ['unchecked', { status: 'no check', address: '127.0.0.1:18601' }],
  ])('reads the server %s as HAProxy 2.6 shows it to an admin', (name, fields) => {
    const server = serversIn(seenBy('admin')).servers.find((each) => each.name === name)
    expect(server).toMatchObject({ backend: 'app', ...fields })
  })

  it('reads backends and frontends', () => {
    const { backends, frontends } = serversIn(seenBy('admin'))
    expect(backends.map(({ name, status, activeServers }) => [name, status, activeServers])).toEqual([
      ['app', 'UP', 2],
      ['empty', 'UP', 0],
      ['mid', 'DOWN', 0],
    ])
    expect(frontends[0]).toMatchObject({ name: 'fe', status: 'OPEN', limit: 200, deniedRequests: 1 })
  })

  it('knows no addresses where the socket is of level user', () => {
    const { servers } = serversIn(seenBy('user'))
    expect(servers).toHaveLength(9)
    expect(servers.filter((server) => 'address' in server)).toEqual([])
  })

  it('goes by column names, whatever their order', () => {
    const text = '# pxname,svname,type,last_chk,status,scur,new_column\nbe,"s,""1""",2,"bad, really",DOWN 1/2,7,x\n\n'
    expect(serversIn(text).servers[0]).toMatchObject({
      name: 's,"1"',
      checkDetail: 'bad, really',
      status: 'DOWN 1/2',
      sessions: 7,
    })
  })

  const header = '# pxname,svname,scur,status,weight,type,check_status,check_code,last_chk,addr,'
  const own = 'shop,app1,0,UP,1,2,L7OK,200,OK,10.0.0.11:8000,'

  it.each([
    ['without name and status', ['ft_api,,,,,,,,,,', own], 1],
    ['behind the good ones', [own, 'ft_api,,,,,,,,,,', ',x,0,UP,1,2,,,,,'], 2],
    ['of a type nobody knows', ['shop,odd,0,UP,1,9,,,,,', own], 1],
    ['without a status', ['shop,odd,0,,1,2,,,,,', own], 1],
  ])('leaves a row %s out, and says so', (_what, rows, rowsLeftOut) => {
    const value = serversIn([header, ...rows, ''].join('\n'))
    expect(value).toMatchObject({ rowsLeftOut, servers: [{ backend: 'shop', name: 'app1', status: 'UP' }] })
    expect(value.servers).toHaveLength(1)
  })

  it('finds its columns wherever they stand', () => {
    const text = '# svname,pxname,type,weight,status,scur\ns1,be,2,1,UP,0\n'
    expect(serversIn(text).servers[0]).toMatchObject({ backend: 'be', name: 's1', status: 'UP' })
  })

  it.each([
    ['nothing', '', 'garbled'],
    ['bad rows alone', `${header}\nft_api,,,,,,,,,,\n`, 'garbled'],
    ['a header alone', '# pxname,svname,status,type,scur\n\n', 'garbled'],
    ['an unknown command', 'Unknown command, but maybe one of the following ones is a better match:\n', 'garbled'],
    ['a refusal', 'Permission denied\n\n', 'denied'],
    ['an HTML page', '<html><body>503</body></html>', 'garbled'],
    ['a row that was cut off', '# pxname,svname,status,type,scur\nbe,s1,UP,2,0\nbe,s', 'garbled'],
  ])('sees nothing in %s', (_what, text, reason) => {
    expect(parseBalancerServersAnswer({ kind: 'unix', text })).toMatchObject({ kind: 'unseen', reason })
  })

  it.each([
    ['refused', 'unreachable'],
    ['timed-out', 'timed-out'],
    ['denied', 'denied'],
  ] as const)('calls a socket that is %s %s', (failure, reason) => {
    const answer = { kind: 'failed', failure, detail: 'x', afterMs: 1, phase: 'connect' } as const
    expect(parseBalancerServersAnswer(answer)).toMatchObject({ kind: 'unseen', reason })
  })
})

describe('buildBalancerServersAsk()', () => {
  it('only shows', () => {
    expect(buildBalancerServersAsk({ socket: '/run/haproxy/admin.sock' })).toEqual({
      kind: 'unix',
      path: '/run/haproxy/admin.sock',
      send: 'show stat\n',
      timeoutMs: 3000,
    })
  })
})
