import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

/** Styles in which people write configurations; what is right was written down before any rule was read. */
const nginx: readonly ConfigCase[] = [
  [
    'map to upstreams, default on a backup server',
    `map $http_x_canary $pool { default stable; "1" canary; }
upstream stable { zone stable 64k; least_conn; server 10.1.0.1:8080 max_fails=3 fail_timeout=5s; server 10.1.0.2:8080 backup; keepalive 16; }
upstream canary { server 10.1.0.9:8080 down; }
server { listen 80; server_name shop.example; location / { proxy_pass http://$pool; } }`,
    {
      servers: [
        'stable 10.1.0.1:8080 max_fails=3 fail_timeout=5s',
        'stable 10.1.0.2:8080 backup',
        'canary 10.1.0.9:8080 down',
      ],
      makes503: [],
      routes: ['shop.example -> stable canary'],
    },
  ],
  [
    'split_clients',
    `split_clients "\${remote_addr}AAA" $variant {
    0.5%    beta;
    *       main;
}
upstream main { server m1:80; }
upstream beta { server b1:80; }
server { server_name x.example; location / { proxy_pass http://$variant$request_uri; } }`,
    { servers: ['main m1:80', 'beta b1:80'], routes: ['x.example -> beta main'] },
  ],
  [
    'resolve, resolver and a zone in the upstream',
    `upstream api {
  zone api 256k;
  resolver 127.0.0.53 valid=5s;
  server api.service.consul service=http resolve;
  server api.internal:9000 resolve weight=2 slow_start=30s;
}`,
    {
      servers: ['api api.service.consul service=http resolve', 'api api.internal:9000 resolve weight=2 slow_start=30s'],
    },
  ],
  [
    'a stream',
    `stream {
    upstream db { hash $remote_addr consistent; server 10.2.0.1:5432; server 10.2.0.2:5432; }
    server { listen 5432 so_keepalive=on; proxy_pass db; proxy_connect_timeout 1s; }
    server { listen 53 udp reuseport; proxy_pass 10.2.0.53:53; }
}`,
    { servers: ['db 10.2.0.1:5432', 'db 10.2.0.2:5432', 'proxy_pass 10.2.0.53:53'], makes503: [] },
  ],
  [
    'a switch for maintenance by a file, in a named location',
    `server {
  server_name www.example;
  if (-f $document_root/maintenance.html) { return 503; }
  error_page 503 @maintenance;
  location @maintenance { rewrite ^(.*)$ /maintenance.html break; }
  location / { try_files $uri @app; }
  location @app { proxy_pass http://127.0.0.1:3000; }
}`,
    { servers: ['proxy_pass 127.0.0.1:3000'], makes503: ['return 503'] },
  ],
  [
    'errors of the application shown as 503, by a named location too',
    `server { error_page 500 502 504 =503 @sorry; location @sorry { root /srv/sorry; } }
server { error_page 502 =200 /empty.gif; error_page 503 /503.html; error_page 404 = @app; }`,
    { makes503: ['error_page 500 502 504 =503 @sorry'] },
  ],
  [
    'gRPC, uwsgi and fastcgi sockets',
    `server {
  location /pb. { grpc_pass grpcs://10.3.0.1:50051; }
  location /plain { grpc_pass 10.3.0.2:50052; }
  location /py { include uwsgi_params; uwsgi_pass unix:///run/uwsgi/app/shop/socket; }
  location ~ \\.php$ { fastcgi_split_path_info ^(.+\\.php)(/.+)$; fastcgi_pass unix:/run/php/php8.2-fpm.sock; }
  location /uw { uwsgi_pass uwsgi://127.0.0.1:3031; }
  location /cache { memcached_pass 127.0.0.1:11211; }
}`,
    {
      servers: [
        'grpc_pass 10.3.0.1:50051',
        'grpc_pass 10.3.0.2:50052',
        'uwsgi_pass unix:/run/uwsgi/app/shop/socket',
        'fastcgi_pass unix:/run/php/php8.2-fpm.sock',
        'uwsgi_pass 127.0.0.1:3031',
        'memcached_pass 127.0.0.1:11211',
      ],
    },
  ],
  [
    'braces in comments and in strings, semicolons in strings',
    `# upstream old { server 10.9.9.9:80; }
log_format j escape=json '{ "uri": "$uri"; }';
upstream app { # the } pool; of { two
  server 10.4.0.1:80; # server 10.4.0.2:80;
  #server 10.4.0.3:80;
}
server {
  add_header Content-Security-Policy "default-src 'self'; upstream x { }";
  location = /health { return 200 '{"status":"ok"; }'; }
  location / { proxy_pass http://app; } }`,
    { servers: ['app 10.4.0.1:80'], makes503: [] },
  ],
  [
    'a set variable and a resolver',
    `server { server_name v.example; resolver 10.0.0.2; location / { set $up "backend.internal"; proxy_pass http://$up:8080; } }`,
    { servers: ['proxy_pass backend.internal:8080'] },
  ],
  [
    'several directives a line, tabs, capital options, CRLF',
    'upstream  app\t{\tserver\t10.5.0.1:80\tweight=1;server 10.5.0.2:80;}\r\nserver{listen 80;location /{proxy_pass http://app;}}\r',
    { servers: ['app 10.5.0.1:80 weight=1', 'app 10.5.0.2:80'] },
  ],
  [
    'geo that closes the shop to some',
    `geo $blocked { default 0; 192.0.2.0/24 1; }
server { server_name g.example; if ($blocked) { return 503 "no"; } location / { proxy_pass http://10.6.0.1; } }`,
    { servers: ['proxy_pass 10.6.0.1:80'], makes503: ['return 503 no'] },
  ],
  [
    'an IPv6 upstream and https without a port',
    `upstream six { server [2001:db8::1]:8080; server [2001:db8::2]; }
server { location / { proxy_pass http://six; } location /a { proxy_pass https://api.example/v1/; } location /b { proxy_pass https://[2001:db8::3]:8443; } }`,
    {
      servers: [
        'six [2001:db8::1]:8080',
        'six [2001:db8::2]:80',
        'proxy_pass api.example:443',
        'proxy_pass [2001:db8::3]:8443',
      ],
    },
  ],
  [
    'limits per location with their own status',
    `http { limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s; limit_conn_status 429;
 server { location /login { limit_req zone=one burst=5 nodelay; limit_req_status 444; } location /api { limit_req zone=one; limit_conn addr 5; } location /dry { limit_req zone=one; limit_req_dry_run on; } } }`,
    { makes503: ['limit_req zone=one'] },
  ],
  [
    'files that include files',
    {
      '/etc/nginx/nginx.conf': 'http { include /etc/nginx/conf.d/*.conf; include upstreams/*; }',
      '/etc/nginx/conf.d/a.conf': 'server { server_name a.example; include snippets/loc.conf; }',
      '/etc/nginx/snippets/loc.conf': 'location / { proxy_pass http://pool; }',
      '/etc/nginx/upstreams/pool': 'upstream pool { server 10.7.0.1:80; }',
    },
    { servers: ['pool 10.7.0.1:80'], routes: ['a.example -> pool'] },
  ],
]

const haproxy: readonly ConfigCase[] = [
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

const apache: readonly ConfigCase[] = [
  [
    'a vhost with a Define and mod_macro',
    `Define APP 10.1.0.1:8080
<VirtualHost *:80>
  ServerName a.example
  ProxyPreserveHost On
  ProxyPass / http://\${APP}/
  ProxyPassReverse / http://\${APP}/
</VirtualHost>`,
    { servers: ['ProxyPass 10.1.0.1:8080'], routes: ['a.example -> 10.1.0.1:8080'] },
  ],
  [
    'a macro',
    `<Macro VHost $name $backend>
<VirtualHost *:80>
  ServerName $name
  ProxyPass / http://$backend/
</VirtualHost>
</Macro>
Use VHost b.example 10.1.0.2:9000
UndefMacro VHost`,
    { servers: ['ProxyPass 10.1.0.2:9000'] },
  ],
  [
    'a balancer within a Location, members with loadfactor and hot spare',
    `<Proxy balancer://cluster/>
  BalancerMember http://10.1.0.3:80 route=1 loadfactor=50
  BalancerMember http://10.1.0.4:80 route=2 status=+H
  ProxySet lbmethod=bybusyness
</Proxy>
<VirtualHost _default_:443>
ServerName c.example
ServerAlias www.c.example *.c.example
<Location "/app">
   ProxyPass "balancer://cluster/" stickysession=JSESSIONID|jsessionid
</Location>
</VirtualHost>`,
    {
      servers: ['cluster 10.1.0.3:80 route=1 loadfactor=50', 'cluster 10.1.0.4:80 route=2 status=+H'],
      routes: ['c.example www.c.example *.c.example -> cluster'],
    },
  ],
  [
    'RewriteRules with [P], in every order of flags',
    `RewriteEngine on
RewriteCond %{HTTP:Upgrade} websocket [NC]
RewriteRule ^/?(.*) "ws://127.0.0.1:3000/$1" [P,L]
RewriteRule ^/api/(.*)$ https://10.1.0.5/$1 [L,NE,P]
RewriteRule ^/old$ http://other.example/ [R=301,L]
RewriteRule ^/x(.*) http://127.0.0.1:4000$1 [proxy,noescape]`,
    { servers: ['RewriteRule 127.0.0.1:3000', 'RewriteRule 10.1.0.5:443', 'RewriteRule 127.0.0.1:4000'], makes503: [] },
  ],
  [
    'maintenance by rewriting, with a condition on a file',
    `RewriteCond %{DOCUMENT_ROOT}/down.html -f
RewriteCond %{SCRIPT_FILENAME} !down.html
RewriteRule ^.*$ - [NC,R=503,L]
ErrorDocument 503 /down.html`,
    { makes503: ['RewriteRule ^.*$ - [NC,R=503,L]'] },
  ],
  [
    'PHP-FPM by FilesMatch and a unix socket with http behind',
    `<FilesMatch "\\.php$">
  SetHandler "proxy:unix:/run/php/php8.1-fpm.sock|fcgi://localhost/"
</FilesMatch>
ProxyPass "/py" "unix:/run/gunicorn.sock|http://localhost/py"
ProxyPassMatch ^/(.*\\.php)$ fcgi://127.0.0.1:9000/var/www/$1`,
    {
      servers: [
        'SetHandler unix:/run/php/php8.1-fpm.sock',
        'ProxyPass unix:/run/gunicorn.sock',
        'ProxyPassMatch 127.0.0.1:9000',
      ],
    },
  ],
  [
    'h2c, uwsgi, scgi and wss backends; lower case and continued lines',
    `proxypass /a h2c://10.1.0.6
proxypass /b uwsgi://10.1.0.7:3031/
proxypass /c scgi://10.1.0.8:4000/ \\
   connectiontimeout=2 timeout=30
proxypass /d wss://10.1.0.9/ws
proxypass /static !`,
    {
      servers: [
        'ProxyPass 10.1.0.6:80',
        'ProxyPass 10.1.0.7:3031',
        'ProxyPass 10.1.0.8:4000',
        'ProxyPass 10.1.0.9:443',
      ],
    },
  ],
  [
    'what is for another: IfDefine of nothing, comments, a ProxyPassReverse alone',
    `# ProxyPass / http://10.1.0.99/
ProxyPassReverse / http://10.1.0.98/
ProxyRequests Off
<IfModule mod_proxy.c>
  ProxyPass / http://10.1.0.10:81/ retry=0
</IfModule>`,
    { servers: ['ProxyPass 10.1.0.10:81'] },
  ],
]

const varnish: readonly ConfigCase[] = [
  [
    'VCL 3 with a director of anonymous backends',
    `director lb round-robin {
  { .backend = { .host = "10.1.0.1"; .port = "81"; } }
  { .backend = web2; }
}
backend web2 { .host = "10.1.0.2"; .port = "82"; .probe = { .url = "/ping"; .interval = 5s; } }
sub vcl_recv { set req.backend = lb; if (req.restarts > 4) { error 503 "Gave up"; } }`,
    { servers: ['lb 10.1.0.1:81', 'web2 10.1.0.2:82'], healthPaths: ['/ping'] },
  ],
  [
    'VCL 4 with shard and hash directors',
    `vcl 4.1;
import directors;
probe up { .url = "/alive"; .threshold = 3; .window = 5; }
backend a { .host = "10.2.0.1"; .port = "8080"; .probe = up; .first_byte_timeout = 60s; }
backend b { .host = "10.2.0.2"; .port = "8080"; .probe = up; }
sub vcl_init { new s = directors.shard(); s.add_backend(a); s.add_backend(b); s.reconfigure();
  new h = directors.hash(); h.add_backend(a, 1.0); }
sub vcl_recv { if (req.http.host ~ "(?i)^shop\\.example$") { set req.backend_hint = s.backend(); } else { set req.backend_hint = h.backend(req.http.cookie); } }`,
    { servers: ['a 10.2.0.1:8080 probe up', 'b 10.2.0.2:8080 probe up'], healthPaths: ['/alive'], makes503: [] },
  ],
  [
    'a dynamic director and no backend',
    `vcl 4.1;
import dynamic;
backend default none;
sub vcl_init { new d = dynamic.director(port = "8080", ttl = 10s); }
sub vcl_recv { set req.backend_hint = d.backend("app.internal"); }`,
    { servers: [], makes503: [] },
  ],
  [
    'maintenance as synth, and what only looks like it',
    `vcl 4.0;
backend default { .host = "127.0.0.1"; .port = "8000"; }
sub vcl_recv {
  /* return (synth(503, "old")); */
  if (std.file_exists("/etc/varnish/down")) { return(synth( 503 , "Down")); }
  if (req.url == "/pass") { return (synth(200, "503")); }
}
sub vcl_backend_error { if (beresp.status == 503) { set beresp.http.Retry-After = "5"; } }`,
    { servers: ['default 127.0.0.1:8000'], makes503: ['return(synth( 503 , "Down"))'] },
  ],
  [
    'comments, long strings and a socket',
    `vcl 4.1;
// backend x { .host = "10.9.9.9"; }
backend sock { .path = "/run/app.sock"; } # tail }
backend ssl { .host = "origin.example"; .port = "443"; .host_header = "www.example"; .max_connections = 300; }
sub vcl_synth { synthetic({"<html> backend y { .host = "10.8.8.8"; } "}); return (deliver); }`,
    { servers: ['sock unix:/run/app.sock', 'ssl origin.example:443 max_connections 300'] },
  ],
  [
    'a probe by request, within the backend',
    `vcl 4.0;
backend b { .host = "b.internal"; .probe = { .request = "GET /ready?x=1 HTTP/1.1" "Host: b.internal" "Connection: close"; .timeout = 1s; } }`,
    { servers: ['b b.internal:80'], healthPaths: ['/ready?x=1'] },
  ],
]

describe('configurations in styles of others', () => {
  it.each(nginx)('nginx: %s', (...each) => expect(saidBy('nginx', each)).toEqual(each[2]))
  it.each(haproxy)('HAProxy: %s', (...each) => expect(saidBy('haproxy', each)).toEqual(each[2]))
  it.each(apache)('Apache: %s', (...each) => expect(saidBy('apache', each)).toEqual(each[2]))
  it.each(varnish)('Varnish: %s', (...each) => expect(saidBy('varnish', each)).toEqual(each[2]))
})
