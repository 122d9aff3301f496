import type { ResponderRule } from '../responder-rule.ts'
import { hasApacheFileHead, isWrittenByGo } from './facts.ts'

/** Gateways whose answers are told by one mark each; tried before the pages that they were made from. */
export const gatewayRules: readonly ResponderRule[] = [
  {
    id: 'cloudflare-challenge',
    program: 'cloudflare',
    certainty: 'certain',
    when: { like: /cf-browser-verification|cf-im-under-attack|cf_chl_|\/cdn-cgi\/challenge-platform\// },
    meaning:
      'Cloudflare checks the visitor: a challenge for browsers, with which nothing is broken. Programs without JavaScript never get past it.',
    next: [
      'Ask with a browser: the page behind it comes after a moment',
      'In the Cloudflare dashboard, Security, Events: which rule challenges; let monitors and programs skip it',
    ],
    source: 'Cloudflare documentation, "Challenges" and "Under Attack mode"',
  },
  {
    id: 'cloudflare-mitigated',
    program: 'cloudflare',
    certainty: 'certain',
    when: { header: { 'cf-mitigated': /^challenge/ } },
    meaning: 'Cloudflare checks the visitor (cf-mitigated: challenge), with which nothing is broken.',
    next: ['In the Cloudflare dashboard, Security, Events: which rule challenges; let monitors and programs skip it'],
    source: 'Cloudflare documentation, "Detect a challenge page response"',
  },
  {
    id: 'tengine-page',
    program: 'tengine',
    certainty: 'certain',
    when: { has: ['<center><h1>{status} ', '<hr><center>tengine'] },
    meaning:
      'Tengine (an nginx) answered itself: 503 is a limit, "return 503" or a masked failure; 502 its upstream refused, closed or is not there; 504 no answer in time.',
    next: [
      'tail -n 50 its error.log   # "limiting", "connect() failed", "upstream timed out"',
      "grep -rn 'return 503\\|=503\\|_status 503' its configuration",
    ],
    source: 'alibaba/tengine src/http/ngx_http_special_response.c',
  },
  {
    id: 'openresty-502',
    program: 'openresty',
    certainty: 'certain',
    when: { status: [502], has: ['<center><h1>502 ', '</h1></center><hr><center>openresty'] },
    meaning:
      'OpenResty (nginx with Lua, as in Nginx Proxy Manager and APISIX) answered itself: its upstream refused the connection, closed it, or is not there.',
    next: [
      'tail -n 50 its error.log   # "connect() failed", "prematurely closed", "no live upstreams"',
      'On the upstream’s host: ss -ltn   # does anything listen where it looks?',
    ],
    source: 'nginx ngx_http_upstream.c; OpenResty bundle: NGINX_VER patched to openresty',
  },
  {
    id: 'openresty-504',
    program: 'openresty',
    certainty: 'certain',
    when: { status: [504], has: ['<center><h1>504 ', '</h1></center><hr><center>openresty'] },
    meaning: 'OpenResty (nginx with Lua) answered itself: its upstream gave no answer in time.',
    next: ['tail -n 50 its error.log   # "upstream timed out" names the upstream and what it waited for'],
    source: 'nginx ngx_http_upstream.c; OpenResty bundle: NGINX_VER patched to openresty',
  },
  {
    id: 'elb-capacity',
    program: 'elb',
    certainty: 'certain',
    when: { status: [503], phrase: 'service unavailable: back-end server is at capacity' },
    meaning:
      'The classic load balancer of AWS answered itself: it has no healthy instance, or its surge queue of waiting requests is full.',
    next: [
      'aws elb describe-load-balancers --query "LoadBalancerDescriptions[].LoadBalancerName"',
      'Its instances’ health (aws elb describe-instance-health), and SurgeQueueLength and SpilloverCount in CloudWatch',
    ],
    source: 'AWS documentation, "Troubleshoot a Classic Load Balancer: HTTP errors"',
  },
  {
    id: 'elb-gateway',
    program: 'elb',
    certainty: 'likely',
    when: {
      status: [502, 504],
      like: /^$/,
      fact: ({ rawPhrase }) => /^(?:BAD_GATEWAY|GATEWAY_TIMEOUT)$/.test(rawPhrase),
    },
    meaning:
      'The classic load balancer of AWS answered itself: 502 the instance’s answer was malformed or it closed the connection, 504 it did not answer in time.',
    next: ['In its access log compare elb_status_code with backend_status_code ("-" when no instance answered)'],
    source: 'AWS documentation, "Troubleshoot a Classic Load Balancer: HTTP errors"',
  },
  {
    id: 'go-gateway',
    program: 'traefik',
    certainty: 'likely',
    when: {
      status: [502, 504],
      is: ['bad gateway', 'gateway timeout'],
      header: { 'content-type': /^text\/plain; charset=utf-8$/ },
      without: ['x-powered-by', 'etag'],
      fact: isWrittenByGo,
    },
    meaning:
      'A gateway, Traefik or another proxy written in Go, answered itself: 502 it could not reach the application behind it (refused, closed, no such name), 504 the application gave no answer in time.',
    next: [
      'docker logs --tail 50 traefik   # at level DEBUG: "502 Bad Gateway" with the address and the error',
      'On the application’s host: ss -ltn   # does anything listen on the port and address that the gateway uses?',
    ],
    source: 'traefik pkg/proxy/httputil/proxy.go ErrorHandler; Go net/http server.go orders the headers',
  },
  {
    id: 'varnish-3-page',
    program: 'varnish',
    certainty: 'certain',
    when: { starts: ['<?xml version="1.0" encoding="utf-8"?>'], has: ['<h3>guru meditation:</h3>', '<p>xid: '] },
    meaning:
      'Varnish 3 or older answered itself. It has one page for both: its backend gave no usable answer (refused, timed out, closed, sick), or an "error" of its VCL.',
    next: [
      'varnishlog -d -m TxStatus:503   # FetchError tells the reason; none there: it was VCL',
      "grep -rn 'error 503' /etc/varnish/",
    ],
    source: 'varnish-cache 3.0 bin/varnishd/default.vcl vcl_error',
  },
]

/** Heads of gateways whose page a person wrote: after every page that is known. */
export const gatewayHeadRules: readonly ResponderRule[] = [
  {
    id: 'nginx-phrase',
    program: 'nginx',
    certainty: 'likely',
    when: {
      status: [503],
      phrase: 'service temporarily unavailable',
      header: { server: /^nginx(\/|$)/, 'content-type': /^text\/(?:html|plain)$/ },
    },
    meaning:
      'The reason phrase is nginx’s own (others say "Service Unavailable"), and so is a type without charset. So nginx answered: a limit, "return 503", or an error_page that turns a failure into 503.',
    next: [
      'In the access log, $upstream_status: "-" configuration, 502 or 504 a masked failure, 503 the application',
      "grep -rn 'error_page\\|return 503\\|_status 503' /etc/nginx/",
    ],
    source: 'nginx ngx_http_header_filter_module.c: "503 Service Temporarily Unavailable"',
  },
  {
    id: 'apache-file',
    program: 'apache',
    certainty: 'likely',
    when: { status: [502, 503, 504], header: { server: /^apache(\/|$)/ }, fact: hasApacheFileHead },
    meaning:
      'Apache httpd sent a page from disk (ETag, Last-Modified and Accept-Ranges of a file): an ErrorDocument, for a failed backend or for maintenance.',
    next: [
      'tail -n 50 /var/log/apache2/error.log   # a failed backend leaves a line, maintenance none',
      'grep -rn "ErrorDocument\\|R=503" /etc/apache2/',
    ],
    source: 'httpd modules/http/http_etag.c: ETag of a file is its length and time in hexadecimal',
  },
]
