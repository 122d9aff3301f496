import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

/** Styles in which people write configurations; what is right was written down before any rule was read. */
const cases: readonly ConfigCase[] = [
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

describe('configurations of nginx in other styles', () => {
  it.each(cases)('%s', (...each) => {
    expect(saidBy('nginx', each)).toEqual(each[2])
  })
})
