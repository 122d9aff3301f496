import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

/** Styles in which people write configurations; what is right was written down before any rule was read. */
const cases: readonly ConfigCase[] = [
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

describe('configurations of Varnish in other styles', () => {
  it.each(cases)('%s', (...each) => {
    expect(saidBy('varnish', each)).toEqual(each[2])
  })
})
