import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

/** Styles in which people write configurations; what is right was written down before any rule was read. */
const cases: readonly ConfigCase[] = [
  [
    '1.5: reqrep, block, httpchk with a Host header, listen with two binds',
    `global
    stats socket /var/run/haproxy.stat mode 600 level admin
listen shop 10.0.0.1:80
    bind :8080
    mode http
    reqirep ^Host:\\ .* Host:\\ x
    option httpchk HEAD /check.txt HTTP/1.0\\r\\nHost:\\ www.example
    server s1 10.1.1.1:80 cookie a check
    server s2 10.1.1.2:80 cookie b check inter 2000 rise 2 fall 5 disabled
`,
    {
      servers: ['shop 10.1.1.1:80 cookie a check', 'shop 10.1.1.2:80 cookie b check inter 2000 rise 2 fall 5 disabled'],
      healthPaths: ['/check.txt'],
      makes503: [],
    },
  ],
  [
    '2.2 and later: http-check connect, send, expect',
    `backend api
  option httpchk
  http-check connect ssl alpn h2
  http-check send meth GET  uri /healthz?full=1 hdr Host api.example
  http-check expect status 200-399
  server a1 api1:443 ssl verify none check
  server a2 ipv4@api2:443 ssl check backup
`,
    {
      servers: ['api api1:443 ssl verify none check', 'api api2:443 ssl check backup'],
      healthPaths: ['/healthz?full=1'],
    },
  ],
  [
    'a map chooses the backend by its name',
    `frontend web
  bind *:443 ssl crt /etc/ssl/x.pem
  use_backend %[req.hdr(host),lower,map(/etc/haproxy/hosts.map,bk_default)]
backend bk_default
  server d1 10.2.0.1:80
backend bk_shop
  server s1 10.2.0.2:80
`,
    { servers: ['bk_default 10.2.0.1:80', 'bk_shop 10.2.0.2:80'] },
  ],
  [
    'names by acl, if and unless, and a default',
    `frontend web
  acl is_shop hdr(host) -i shop.example www.shop.example
  acl is_api hdr_dom(host) -i api.example
  use_backend shop if is_shop
  use_backend api if is_api
  default_backend rest
backend shop
  server s 10.3.0.1:80
backend api
  server a 10.3.0.2:80
backend rest
  server r 10.3.0.3:80
`,
    { servers: ['shop 10.3.0.1:80', 'api 10.3.0.2:80', 'rest 10.3.0.3:80'] },
  ],
  [
    'quotes, escapes, environment and a comment behind',
    `global
  setenv APP1 10.4.0.1
backend "b"
  server app1 "\${APP1}:8000" check # the first
  server app\\ 2 10.4.0.2:8000 check
`,
    { servers: ['b 10.4.0.1:8000 check', 'b 10.4.0.2:8000 check'] },
  ],
  [
    'defaults that name others, sockets of servers, quic',
    `defaults http
  mode http
  option httpchk GET /up
defaults tcp from http
  mode tcp
backend b from http
  server u unix@/run/app.sock check
  server v /run/app2.sock check
  server w abns@app3
`,
    {
      servers: ['b unix:/run/app.sock check', 'b unix:/run/app2.sock check', 'b abns@app3'],
      healthPaths: ['/up'],
    },
  ],
  [
    'answers of its own',
    `frontend f
  http-request return status 503 content-type "text/html" file /etc/haproxy/m.html if { path_beg /x }
  http-request deny deny_status 429 if { src_http_req_rate gt 10 }
  http-request tarpit deny_status 503 if bad
  http-request return status 200 content-type text/plain string "ok 503"
  http-request silent-drop if worse
  errorfile 503 /etc/haproxy/503.http
`,
    {
      makes503: [
        'http-request return status 503 content-type text/html file /etc/haproxy/m.html if { path_beg /x }',
        'http-request tarpit deny_status 503 if bad',
      ],
    },
  ],
  [
    'a log backend, a peer section, a ring and a resolver hold no servers',
    `resolvers dns
  nameserver a 10.0.0.2:53
ring logs
  server l1 10.5.0.9:514 log-proto octet-count
peers mates
  bind :1024
  default-server ssl
  server here
  server there 10.5.0.8:1024
backend logs
  mode log
  server q udp@10.5.0.7:514
backend web
  server-template w 1-3 _http._tcp.web.consul resolvers dns resolve-prefer ipv4 check
`,
    { servers: ['web _http._tcp.web.consul resolvers dns resolve-prefer ipv4 check'] },
  ],
  [
    'a continued line',
    `backend b
  server a 10.6.0.1:80 \\
     check inter 1s \\
     backup
`,
    { servers: ['b 10.6.0.1:80 check inter 1s backup'] },
  ],
]

describe('configurations of HAProxy in other styles', () => {
  it.each(cases)('%s', (...each) => {
    expect(saidBy('haproxy', each)).toEqual(each[2])
  })
})
