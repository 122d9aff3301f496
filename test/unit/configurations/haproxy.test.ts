import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

const cases: readonly ConfigCase[] = [
  [
    'columns with tabs and blanks',
    'backend app\n    balance     roundrobin\n    server  app1\t127.0.0.1:5001   check\n    server\tapp2 127.0.0.1:5002 check  backup',
    { servers: ['app 127.0.0.1:5001 check', 'app 127.0.0.1:5002 check backup'] },
  ],
  [
    'a # in quotes, and one behind a backslash',
    'frontend f\n http-request return status 503 content-type "text/plain" string "closed # now"\n http-request deny deny_status 503 hdr x a\\#b # comment',
    {
      makes503: [
        'http-request return status 503 content-type text/plain string closed # now',
        'http-request deny deny_status 503 hdr x a#b',
      ],
    },
  ],
  [
    'a check in the old form, with a header behind escapes',
    'backend a\n option httpchk HEAD /up HTTP/1.1\\r\\nHost:\\ shop.example\n server s 10.0.0.1:80 check',
    { healthPaths: ['/up'] },
  ],
  ['a check of the server itself', 'backend a\n option httpchk OPTIONS * HTTP/1.1', { healthPaths: [] }],
  [
    'a check that is sent, in quotes and out of order',
    'backend a\n option httpchk\n http-check  send hdr Host shop uri "/ready?x=1" meth GET',
    { healthPaths: ['/ready?x=1'] },
  ],
  [
    'a check that is sent later',
    'backend a\n option httpchk\n http-check connect\n http-check send-state\n http-check send uri /late',
    { healthPaths: ['/late'] },
  ],
  [
    'defaults that hold until the next ones',
    `defaults
  default-server inter 5s check
  option httpchk GET /ping
backend a
  server s 10.0.0.1:80
defaults
  mode http
backend b
  server s 10.0.0.2:80`,
    { servers: ['a 10.0.0.1:80 inter 5s check', 'b 10.0.0.2:80'], healthPaths: ['/ping'] },
  ],
  [
    'defaults by name',
    `defaults tcp
  mode log
defaults web from tcp
  mode http
  default-server check
backend a from web
  server s 10.0.0.1:80
backend l from tcp
  server s 10.0.0.9:514`,
    { servers: ['a 10.0.0.1:80 check'] },
  ],
  [
    'a server that takes back what is the default',
    'backend a\n default-server check disabled inter 2s\n server s 10.0.0.1:80 no-check enabled weight 5\n server t 10.0.0.2:80',
    { servers: ['a 10.0.0.1:80 inter 2s weight 5', 'a 10.0.0.2:80 check disabled inter 2s'] },
  ],
  [
    'a default that is written between servers',
    'backend a\n server s 10.0.0.1:80\n default-server check\n server t 10.0.0.2:80',
    { servers: ['a 10.0.0.1:80', 'a 10.0.0.2:80 check'] },
  ],
  [
    'addresses with their family',
    'backend a\n server s ipv4@10.0.0.1:80\n server t ipv6@[fd00::1]:80\n server u unix@/run/app.sock\n server v /run/b.sock',
    { servers: ['a 10.0.0.1:80', 'a [fd00::1]:80', 'a unix:/run/app.sock', 'a unix:/run/b.sock'] },
  ],
  [
    'sections that have servers which serve no user',
    `peers p
  server x 10.0.0.1:1024
ring r
  server y 10.0.0.2:6514
log-forward l
  server z 10.0.0.3:514
mailers m
  mailer m1 10.0.0.4:25
listen app
  bind :80
  server a 10.0.0.5:80`,
    { servers: ['app 10.0.0.5:80'] },
  ],
  [
    'a template',
    'backend a\n server-template web 1-3 app.internal:80 check resolvers dns',
    {
      servers: ['a app.internal:80 check resolvers dns'],
    },
  ],
  [
    'variables of its own and of the environment',
    'global\n setenv APP 10.0.0.1\nbackend a\n server s "${APP}:8000" check\n server t "$OTHER:8000"',
    { servers: ['a 10.0.0.1:8000 check', 'a $OTHER:8000'] },
  ],
  [
    'a command that goes on in the next line',
    'backend a\n server s 10.0.0.1:80 \\\n    check inter 2s\n server t 10.0.0.2:80',
    { servers: ['a 10.0.0.1:80 check inter 2s', 'a 10.0.0.2:80'] },
  ],
  [
    'deny in the form of 2.2, and rules that make no 503',
    `frontend f
  http-request deny status 503 if { nbsrv(a) eq 0 }
  http-request deny if { path /503 }
  http-request tarpit
  monitor fail if { nbsrv(a) lt 1 }
  errorfile 503 /etc/haproxy/503.http
  http-error status 503 content-type text/plain string x`,
    { makes503: ['http-request deny status 503 if { nbsrv(a) eq 0 }', 'monitor fail if { nbsrv(a) lt 1 }'] },
  ],
  [
    'backends by the name that was asked for',
    `frontend f
  bind :443 ssl crt /x
  acl is_shop hdr(host) -i shop.example www.shop.example
  acl is_api  req.hdr(Host),lower -m beg api.
  acl is_path path_beg /legacy
  use_backend shop if is_shop
  use_backend api if is_api !is_path
  use_backend legacy if is_path
  use_backend blog if { ssl_fc_sni -i blog.example } or { hdr_end(host) -i .blog.example }
  default_backend rest`,
    {
      routes: [
        'shop.example www.shop.example -> shop',
        'api.* -> api',
        '* -> legacy',
        'blog.example *.blog.example -> blog',
        '_ -> rest',
      ],
    },
  ],
  [
    'names that a map holds tell nothing',
    'frontend f\n use_backend %[req.hdr(host),lower,map(/etc/haproxy/hosts.map)]\n default_backend rest',
    { routes: [] },
  ],
]

describe('parseHaproxyConfig() of configurations as people write them', () => {
  it.each(cases)('%s', (...each) => {
    expect(saidBy('haproxy', each)).toEqual(each[2])
  })
})
