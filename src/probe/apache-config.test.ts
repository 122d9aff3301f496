import { describe, expect, it } from 'vitest'
import { parseApacheConfig } from './apache-config.ts'

const parse = (text: string): ReturnType<typeof parseApacheConfig> =>
  parseApacheConfig([{ file: 'x.conf', lines: text.split('\n') }])

describe('parseApacheConfig()', () => {
  it.each([
    [
      '<Proxy balancer://shop>\n  BalancerMember http://10.0.0.1:3000 retry=5\n  BalancerMember "https://b2/x"\n</Proxy>',
      [
        ['shop', '10.0.0.1:3000', 'retry=5'],
        ['shop', 'b2:443', ''],
      ],
    ],
    ['<Proxy "balancer://shop/">\nBalancerMember ajp://[fd00::1] status=+D', [['shop', '[fd00::1]:8009', 'status=+D']]],
    ['BalancerMember balancer://shop http://10.0.0.1:80', [['shop', '10.0.0.1:80', '']]],
    ['ProxyPass / http://127.0.0.1:8000/ timeout=5', [['ProxyPass', '127.0.0.1:8000', '']]],
    ['ProxyPass / balancer://shop/\nProxyPass /status !', []],
    ['SetHandler "proxy:unix:/run/php/php.sock|fcgi://localhost"', [['SetHandler', 'unix:/run/php/php.sock', '']]],
    ['SetHandler server-status', []],
    ['# ProxyPass / http://a', []],
    ['ProxyPassMatch ^/(.*)$ http://${host}/$1', []],
  ])('finds the servers of %j', (text, servers) => {
    expect(parse(text).servers).toEqual(servers.map(([group, address, flags]) => ({ group, address, flags })))
  })

  it.each([
    ['BalancerMember http://10.0.0.1:80 hcmethod=GET hcuri=/ready', ['/ready']],
    ['BalancerMember http://10.0.0.1:80/app/ hcmethod=HEAD hcuri=/ready', ['/app/ready']],
    ['ProxyHCTemplate t hcmethod=GET hcuri=/up\nBalancerMember http://10.0.0.1:80 hctemplate=t', ['/up']],
    ['ProxySet hcmethod=GET hcuri=/set', ['/set']],
    ['BalancerMember http://10.0.0.1:80 hcmethod=TCP', []],
    ['BalancerMember http://10.0.0.1:80 hcuri=/ready', []],
    ['# BalancerMember http://10.0.0.1:80 hcmethod=GET hcuri=/ready', []],
  ])('finds the paths of checks of %j', (text, paths) => {
    expect(parse(text).healthPaths).toEqual(paths)
  })

  it.each([
    ['RewriteRule ^ - [R=503,L]', 1],
    ['RewriteRule ^ - [L,R=503]', 1],
    ['RewriteRule ^/old /new [R=301,L]', 0],
    ['Redirect 503 /', 1],
    ['RedirectMatch 503 ^/(?!maintenance)', 1],
    ['Redirect permanent / https://x/', 0],
    ['#Redirect 503 /', 0],
  ])('counts the rules of %j that answer 503: %i', (text, count) => {
    expect(parse(text).makes503).toHaveLength(count)
  })
})
