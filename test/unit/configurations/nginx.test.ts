import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

const cases: readonly ConfigCase[] = [
  [
    'quotes around everything, also a brace and a semicolon in them',
    `upstream 'shop' { server "10.0.0.1:80" weight=3; }
     server { add_header X "{;}"; location ~ "^/a{2}$" { proxy_pass "http://shop/api"; } }`,
    { servers: ['shop 10.0.0.1:80 weight=3'] },
  ],
  [
    'comments with braces, behind a semicolon, and a # that is none',
    'upstream a {\n server b1:80;# } old {\n # server b2:80;\n server b#3:80;\n}',
    { servers: ['a b1:80', 'a b#3:80'] },
  ],
  [
    'a target of two variables and what the request brings',
    'server { set $up "10.0.0.60"; set $port 9000; location / { proxy_pass http://$up:$port$request_uri; } }',
    { servers: ['proxy_pass 10.0.0.60:9000'] },
  ],
  [
    'a variable in braces, set within the location',
    'server { location / { set $app app.internal; proxy_pass https://${app}:8443/x; } }',
    { servers: ['proxy_pass app.internal:8443'] },
  ],
  [
    'a variable that holds the scheme as well',
    'location / { resolver 10.0.0.2; set $t http://app.internal:3000; proxy_pass $t; }',
    { servers: ['proxy_pass app.internal:3000'] },
  ],
  [
    'one name of a variable in two servers',
    `server { server_name a; set $b 10.0.0.1:80; location / { proxy_pass http://$b; } }
     server { server_name c; set $b 10.0.0.2:80; location / { proxy_pass http://$b; } }`,
    { servers: ['proxy_pass 10.0.0.1:80', 'proxy_pass 10.0.0.2:80'], routes: ['a -> 10.0.0.1:80', 'c -> 10.0.0.2:80'] },
  ],
  [
    'a map that chooses the upstream by name',
    `map $host $pool { hostnames; default app; b.example other; "c.example" 10.0.0.9:80; }
     upstream app { server 10.0.0.1:80; } upstream other { server 10.0.0.2:80; }
     server { location / { proxy_pass http://$pool; } }`,
    { servers: ['app 10.0.0.1:80', 'other 10.0.0.2:80', 'proxy_pass 10.0.0.9:80'] },
  ],
  ['a variable that nobody sets', 'location / { proxy_pass http://$arg_to; }', { servers: [] }],
  [
    'load balancing of TCP',
    'stream { upstream db { least_conn; server 10.0.0.5:3306; }\n server { listen 3306; proxy_pass db; proxy_timeout 3s; } }',
    { servers: ['db 10.0.0.5:3306'] },
  ],
  [
    'every kind of pass',
    `location /a { fastcgi_pass unix:/run/php/php8.2-fpm.sock; } location /b { uwsgi_pass uwsgi://10.0.0.2:3031; }
     location /c { grpc_pass grpcs://10.0.0.3:443; } location /d { scgi_pass unix:/run/s.sock; }
     location /e { memcached_pass 10.0.0.5:11211; } location /f { proxy_pass http://unix:/run/app.sock:/api/; }`,
    {
      servers: [
        'fastcgi_pass unix:/run/php/php8.2-fpm.sock',
        'uwsgi_pass 10.0.0.2:3031',
        'grpc_pass 10.0.0.3:443',
        'scgi_pass unix:/run/s.sock',
        'memcached_pass 10.0.0.5:11211',
        'proxy_pass unix:/run/app.sock',
      ],
    },
  ],
  [
    'an upstream of every option, in a file of Windows',
    'upstream shop {\r\n  zone shop 64k;\r\n  keepalive 16;\r\n  server app1 resolve;\r\n  server unix:/run/a.sock fail_timeout=0;\r\n}\r\n',
    { servers: ['shop app1:80 resolve', 'shop unix:/run/a.sock fail_timeout=0'] },
  ],
  [
    'pages of errors, of which one makes a 503',
    `error_page 500 502 503 504 /50x.html; error_page 404 = @app; error_page 503 =200 /ok;
     error_page 502 =503 @down;`,
    { makes503: ['error_page 502 =503 @down'] },
  ],
  [
    'the status of a limit, inherited from http',
    'http { limit_conn_status 429; server { limit_conn a 1; location / { limit_req zone=a; } } }',
    { makes503: ['limit_req zone=a'] },
  ],
  [
    'the status of a limit, set by a place within',
    'server { limit_req zone=a; limit_req_status 429; location /b { limit_req_status 503; proxy_pass http://b; } }',
    { makes503: ['limit_req zone=a'] },
  ],
  [
    'a limit that only says what it would do',
    'location / { limit_req zone=a; limit_req_dry_run on; }',
    { makes503: [] },
  ],
  [
    'the status of a limit, in the file that includes',
    {
      '/etc/nginx/nginx.conf': 'http {\n limit_req_status 429;\n include /etc/nginx/conf.d/*.conf;\n}',
      '/etc/nginx/conf.d/a.conf': 'server { limit_req zone=a; location / { proxy_pass http://10.0.0.1:80; } }',
    },
    { makes503: [], servers: ['proxy_pass 10.0.0.1:80'] },
  ],
  [
    'a switch for maintenance',
    'server { if (-f $document_root/closed) { return 503; } location / { return 200 "503"; } location /x { return 503 "no"; } }',
    { makes503: ['return 503', 'return 503 no'] },
  ],
  [
    'servers by name: a redirect, wildcards, a pattern, and who takes the rest',
    `server { listen 80; server_name shop.example www.shop.example; return 301 https://$host$request_uri; }
     server { listen 443 ssl; server_name shop.example; location / { proxy_pass http://app; } }
     server { listen 443 ssl; server_name .blog.example ~^api\\d+\\.example$; location / { proxy_pass http://10.0.0.9:80; } }
     server { listen 443 ssl default_server; server_name _; location / { proxy_pass http://rest; } }
     upstream app { server 10.0.0.1:80; } upstream rest { server 10.0.0.2:80; }`,
    {
      routes: [
        'shop.example www.shop.example -> ',
        'shop.example -> app',
        '.blog.example ~^api\\d+\\.example$ -> 10.0.0.9:80',
        '_ -> rest',
      ],
    },
  ],
  [
    'a program in the configuration, with words of its own',
    `server { location / {
       access_by_lua_block {
         -- don't count this brace: {
         local t = { a = "}" }
         if closed() then ngx.exit(503) end
       }
       proxy_pass http://10.0.0.1:80;
     } }`,
    { servers: ['proxy_pass 10.0.0.1:80'], makes503: ['ngx.exit(503)'] },
  ],
  [
    'an upstream that is used before it is named, and a name in capitals',
    'server { location / { proxy_pass http://App; } }\nupstream app { server 10.0.0.1:80 down; }',
    { servers: ['app 10.0.0.1:80 down'] },
  ],
  [
    'a part that a location includes',
    {
      '/etc/nginx/nginx.conf': 'http { include sites/*; }',
      '/etc/nginx/sites/shop': 'server { server_name shop; location / { include snippets/proxy.conf; } }',
      '/etc/nginx/snippets/proxy.conf': 'proxy_set_header Host $host;\nproxy_pass http://10.0.0.1:80;',
    },
    { servers: ['proxy_pass 10.0.0.1:80'], routes: ['shop -> 10.0.0.1:80'] },
  ],
  [
    'a file that was cut in the middle',
    'upstream a {\n server 10.0.0.1:80;\n server 10.0',
    { servers: ['a 10.0.0.1:80'] },
  ],
]

describe('parseNginxConfig() of configurations as people write them', () => {
  it.each(cases)('%s', (...each) => {
    expect(saidBy('nginx', each)).toEqual(each[2])
  })
})
