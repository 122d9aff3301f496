import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

const cases: readonly ConfigCase[] = [
  [
    'no backend at all',
    'vcl 4.1;\nbackend default none;\nsub vcl_recv { return (synth(404)); }',
    { servers: [], makes503: [] },
  ],
  [
    'comments of every kind',
    'backend a { # .host = "no";\n .host = "h1"; // .port = "1";\n /* .port = "2";\n */ .port = "8080"; }\n/* backend b { .host = "h2"; } */',
    { servers: ['a h1:8080'] },
  ],
  [
    'a named check, of which one is not used',
    'probe up { .url = "/ping"; .interval = 5s; }\nprobe other { .url = "/other"; }\nbackend a { .host = "h"; .probe = up; }\nbackend b { .host = "g"; .probe = up; }',
    { servers: ['a h:80 probe up', 'b g:80 probe up'], healthPaths: ['/ping', '/other'] },
  ],
  [
    'a check within, before the host',
    'backend a { .probe = { .url = "/in{}"; .timeout = 1s; } .host = "h"; .max_connections = 9; }',
    { servers: ['a h:80 max_connections 9'], healthPaths: ['/in{}'] },
  ],
  [
    'texts that look like configuration',
    'sub vcl_synth { synthetic({"<style>a { b } backend x { .host = "no"; }</style>"}); synthetic("""backend y { .host = "no"; }"""); }\nbackend a { .host = "h"; }\nC{ int x = 1; /* } */ }C',
    { servers: ['a h:80'] },
  ],
  [
    'addresses',
    'backend a { .host = "fd00::1"; }\nbackend b { .host = "[fd00::2]:81"; }\nbackend c{.host="10.0.0.1:82";.port="80";}\nbackend d { .path = "/run/d.sock"; }\nbackend e { .host = "10.0.0.3"; .port = "http"; }',
    { servers: ['a [fd00::1]:80', 'b [fd00::2]:81', 'c 10.0.0.1:82', 'd unix:/run/d.sock', 'e 10.0.0.3:80'] },
  ],
  [
    'a request written in one text',
    'probe p { .request = "GET /one HTTP/1.1" "Host: x"; }\nprobe q { .request="HEAD http://x/two?a=1 HTTP/1.0"; }',
    { healthPaths: ['/one', '/two?a=1'] },
  ],
  [
    'the directors of before 4, with backends within',
    'backend a { .host = "h1"; }\ndirector d round-robin { { .backend = a; } { .backend = { .host = "h2"; .port = "81"; } .weight = 1; } }\nsub vcl_recv { set req.backend = d; error 503 "closed"; }',
    { servers: ['a h1:80', 'd h2:81'], makes503: ['error 503 "closed"'], routes: ['* -> a d'] },
  ],
  [
    'an answer of its own',
    'sub vcl_recv { if (req.url == "/503") { return(synth(200, "503")); } return ( synth ( 503 , "Closed" ) ) ; }',
    { makes503: ['return ( synth ( 503 , "Closed" ) )'] },
  ],
  [
    'directors by the name that was asked for',
    `import directors;
backend s1 { .host = "10.0.0.1"; }
backend s2 { .host = "10.0.0.2"; }
backend blog { .host = "10.0.0.9"; }
sub vcl_init { new shop = directors.round_robin(); shop.add_backend(s1); shop.add_backend(s2); }
sub vcl_recv
{
  if (req.http.host ~ "(?i)^(www\\.)?shop\\.example$" && req.url ~ "^/") {
    set req.backend_hint = shop.backend();
  } elsif (req.http.Host == "blog.example" || req.http.Host == "www.blog.example") {
    set req.backend_hint = blog;
  } else { set req.backend_hint = s1; }
}`,
    {
      routes: ['~(?i)^(www\\.)?shop\\.example$ -> s1 s2', 'blog.example www.blog.example -> blog', '_ -> s1'],
    },
  ],
  [
    'a part that is included',
    {
      '/etc/varnish/default.vcl': 'vcl 4.1;\ninclude "backends.vcl";\nsub vcl_recv { set req.backend_hint = a; }',
      '/etc/varnish/backends.vcl': 'backend a { .host = "h"; }',
    },
    { servers: ['a h:80'], routes: ['* -> a'] },
  ],
]

describe('parseVarnishConfig() of configurations as people write them', () => {
  it.each(cases)('%s', (...each) => {
    expect(saidBy('varnish', each)).toEqual(each[2])
  })
})
