import { describe, expect, it } from 'vitest'
import { parseNginxConfig } from './nginx-config.ts'

const parse = (text: string): ReturnType<typeof parseNginxConfig> =>
  parseNginxConfig([{ file: 'x.conf', lines: text.split('\n') }])

describe('parseNginxConfig()', () => {
  it.each([
    [
      'upstream a { server 10.0.0.1:80; server unix:/run/x.sock down; }',
      [
        ['a', '10.0.0.1:80', ''],
        ['a', 'unix:/run/x.sock', 'down'],
      ],
    ],
    ['upstream a {\n  server b1 weight=5; # server b2;\n}\nserver {\n}', [['a', 'b1:80', 'weight=5']]],
    ['location / { proxy_pass http://10.0.0.1:80/api; }', [['proxy_pass', '10.0.0.1:80', '']]],
    ['location / { uwsgi_pass unix:/run/app.sock; }', [['uwsgi_pass', 'unix:/run/app.sock', '']]],
    ['location / { proxy_pass http://$backend; }', []],
    ['upstream a { server b; }\nlocation / { proxy_pass http://a; }', [['a', 'b:80', '']]],
  ])('finds the servers of %j', (text, servers) => {
    expect(parse(text).servers).toEqual(servers.map(([group, address, flags]) => ({ group, address, flags })))
  })

  it.each([
    ['location /x { return 503; }', 1],
    ['location /x { try_files /open.html =503; }', 1],
    ['location /x { try_files $uri =404; }', 0],
    ['return 503 "closed";', 1],
    ['return 301 /x;', 0],
    ['# return 503;', 0],
    ['limit_req zone=a burst=5;', 1],
    ['limit_conn perip 10;', 1],
    ['limit_req_zone $x zone=a:1m rate=1r/s;', 0],
    ['limit_req_status 429;\nlimit_req zone=a;', 0],
    ['limit_req_status 429;\nlimit_conn perip 1;', 1],
  ])('%j makes a 503 in %i lines', (text, count) => {
    expect(parse(text).makes503).toHaveLength(count)
  })
})
