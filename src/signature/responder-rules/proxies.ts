import type { ResponderRule } from '../responder-rule.ts'
import { hasLighttpdPageLength, isApachePage } from './facts.ts'

/** Proxies and web servers that write a page of their own; read first match first. */
export const proxyRules: readonly ResponderRule[] = [
  {
    id: 'haproxy-page',
    program: 'haproxy',
    certainty: 'certain',
    when: {
      status: [503],
      starts: [
        '<html><body><h1>503 service unavailable</h1>no server is available to handle this request.</body></html>',
      ],
    },
    meaning:
      'HAProxy found no server to give this request to: refused, down by health check, in maintenance or drain, queue full, no backend matched, or a deny rule. The page is the same for all of them.',
    next: [
      'echo "show stat" | socat stdio /run/haproxy/admin.sock   # status and last check of every server',
      'journalctl -u haproxy -n 50   # the two letters before the connection counts: SC no server, sQ queue, sC connect timeout, PR denied',
    ],
    source: 'capture haproxy__upstream_refused__503.http; HAProxy src/http.c http_err_msgs',
  },
  {
    id: 'haproxy-too-many',
    program: 'haproxy',
    certainty: 'certain',
    when: {
      starts: [
        '<html><body><h1>{status} too many requests</h1>you have sent too many requests in a given amount of time.',
      ],
    },
    meaning: 'HAProxy refused the request by a rule of its configuration, as a rate limit does.',
    next: [
      'echo "show table" | socat stdio /run/haproxy/admin.sock',
      'grep -n "deny\\|tarpit\\|sc_" /etc/haproxy/haproxy.cfg',
    ],
    source: 'capture haproxy__rate_limit_deny_429__429.http',
  },
  {
    id: 'haproxy-gateway',
    program: 'haproxy',
    certainty: 'certain',
    when: {
      starts: [
        '<html><body><h1>502 bad gateway</h1>the server returned an invalid or incomplete response.',
        "<html><body><h1>504 gateway time-out</h1>the server didn't respond in time.",
        '<html><body><h1>500 internal server error</h1>an internal server error occurred.',
        '<html><body><h1>500 internal server error</h1>an internal server error occured.',
        '<html><body><h1>408 request time-out</h1>your browser didn',
        '<html><body><h1>400 bad request</h1>your browser sent an invalid request.',
        '<html><body><h1>403 forbidden</h1>request forbidden by administrative rules.',
      ],
    },
    meaning:
      'HAProxy reached a server, or refused the request itself: 502 the server closed or answered nonsense, 504 it did not answer in time, 4xx the request was not accepted.',
    next: [
      'journalctl -u haproxy -n 50   # SH closed by the server, PH invalid answer, sH server timeout, PR denied by a rule',
      'echo "show errors" | socat stdio /run/haproxy/admin.sock   # the last invalid answer, byte by byte',
    ],
    source: 'captures haproxy__server_rst__502.http, haproxy__server_timeout__504.http; HAProxy src/http.c',
  },
  {
    id: 'haproxy-head',
    program: 'haproxy',
    certainty: 'likely',
    when: {
      status: [503],
      empty: true,
      header: { 'content-length': /^107$/, 'cache-control': /^no-cache$/, 'content-type': /^text\/html$/ },
      without: ['server', 'date'],
    },
    meaning:
      'The head of the stock page that HAProxy sends when no server can take the request; a HEAD request shows no body.',
    next: ['curl -si the same URL with GET to see the page', 'echo "show stat" | socat stdio /run/haproxy/admin.sock'],
    source: 'capture haproxy__upstream_refused__503.http, without its body',
  },
  {
    id: 'openshift-page',
    program: 'openshift',
    certainty: 'certain',
    when: { has: ['application is not available', 'currently not serving requests at this endpoint'] },
    meaning: 'The OpenShift router (HAProxy inside) has no route for this host, or the route has no ready pod.',
    next: ['oc get route,endpoints -A', 'oc get pods -A   # Ready column'],
    source: 'OpenShift router error page, images/router/haproxy/conf/error-page-503.http',
  },
  {
    id: 'varnish-fetch-failed',
    program: 'varnish',
    certainty: 'certain',
    when: { has: ['<h1>error 503 backend fetch failed</h1>', '<h3>guru meditation:</h3>', '<p>xid: '] },
    meaning:
      'Varnish asked its backend and got no usable answer: refused, timed out, closed, sick by probe, or at max_connections. Varnish says 503 for all of them.',
    next: [
      "varnishlog -g request -q 'FetchError' -d | grep FetchError   # the reason in words",
      'varnishadm backend.list   # probe and administrative state',
    ],
    source: 'capture varnish__backend_refused__503.http',
  },
  {
    id: 'varnish-page',
    program: 'varnish',
    certainty: 'certain',
    when: { has: ['<h1>error {status}', '<h3>guru meditation:</h3>', '<p>xid: '] },
    meaning:
      'Varnish made this answer in its own configuration (VCL): a synthetic maintenance answer, return(fail), too many restarts or retries.',
    next: ["grep -rn 'synth(\\|return *(fail' /etc/varnish/", "varnishlog -g request -q 'VCL_Error' -d"],
    source: 'captures varnish__synth_maintenance__503.http, varnish__vcl_fail__503.http',
  },
  {
    id: 'varnish-server',
    program: 'varnish',
    certainty: 'likely',
    when: { header: { server: /^varnish$/, 'x-varnish': /^\d/ } },
    meaning:
      'Varnish names itself as the server only in answers that it makes itself; the body comes from its configuration (VCL).',
    next: [
      "grep -rn 'vcl_synth\\|vcl_backend_error\\|synthetic(' /etc/varnish/",
      "varnishlog -g request -q 'RespStatus == 503' -d",
    ],
    source: 'captures varnish__*__503.http: Server: Varnish in made answers, the origin’s in passed ones',
  },
  {
    id: 'varnish-phrase',
    program: 'varnish',
    certainty: 'likely',
    when: { status: [503], phrase: 'backend fetch failed' },
    meaning: 'The reason phrase is the one that Varnish writes when its backend gave no usable answer.',
    next: ["varnishlog -g request -q 'FetchError' -d | grep FetchError", 'varnishadm backend.list'],
    source: 'captures varnish__backend_*__503.http',
  },
  {
    id: 'apache-page',
    program: 'apache',
    certainty: 'certain',
    when: {
      status: [503],
      has: [
        '<h1>service unavailable</h1><p>the server is temporarily unable to service your request due to maintenance downtime or capacity problems. please try again later.</p>',
      ],
      fact: isApachePage,
    },
    meaning:
      'Apache httpd answered: most often mod_proxy could not connect to its backend; also a balancer without usable members, a full process pool, or a rule that says 503.',
    next: [
      'tail -n 50 /var/log/apache2/error.log   # AH00957 connect failed, AH01170 all members in error, AH00941 pool full',
      'No line there: grep -rn "R=503\\|Redirect.*503\\|ErrorDocument 503" /etc/apache2/',
    ],
    source: 'captures apache__*__503.http; httpd modules/http/http_protocol.c',
  },
  {
    id: 'apache-gateway',
    program: 'apache',
    certainty: 'certain',
    when: {
      has: ['</head><body><h1>'],
      like: /<title>(500 proxy error|502 proxy error|502 bad gateway|504 gateway timeout|500 internal server error|429 too many requests)<\/title><\/head><body><h1>(proxy error|bad gateway|gateway timeout|internal server error|too many requests)<\/h1>/,
      fact: isApachePage,
    },
    meaning:
      'Apache httpd answered: 502 its backend closed or timed out while answering, 504 no answer in time, 500 the script or the module failed.',
    next: ['tail -n 50 /var/log/apache2/error.log   # AH01102 while reading, "End of script output", "Queue timeout"'],
    source:
      'captures apache__proxy_garbage__502.http, apache__cgi_crash_500__500.http, apache__wsgi_queue_timeout__504.http',
  },
  {
    id: 'squid-error',
    program: 'squid',
    certainty: 'certain',
    when: { header: { 'x-squid-error': /^err_/ } },
    meaning:
      'Squid answered with an error of its own: ERR_CONNECT_FAIL 111 the origin refused, 110 it did not answer; ERR_READ_ERROR 0 no usable peer or no address.',
    next: ['tail -n 50 /var/log/squid/access.log /var/log/squid/cache.log', 'squidclient mgr:server_list'],
    source: 'captures squid__fwd_refused__503.http, squid__accel_rst__502.http',
  },
  {
    id: 'squid-page',
    program: 'squid',
    certainty: 'certain',
    when: { has: ['<title>error: the requested url could not be retrieved</title>', 'squid'] },
    meaning: 'The error page of Squid; the page says which error, its access log which origin.',
    next: ['tail -n 50 /var/log/squid/access.log /var/log/squid/cache.log'],
    source: 'captures squid__*__503.http; Squid errors/templates',
  },
  {
    id: 'trafficserver-page',
    program: 'trafficserver',
    certainty: 'certain',
    when: { has: ['</h1><hr><font face="helvetica,arial"><b>description: '] },
    meaning:
      'Apache Traffic Server answered: 503 the origin is at its connection limit (per_server.connection.max), 502 it could not connect or read, 504 no answer in time.',
    next: [
      'tail -n 50 /var/log/trafficserver/diags.log   # "too many connections", "CONNECT: attempt fail"',
      'traffic_ctl metric match origin',
    ],
    source: 'captures trafficserver__*.http; trafficserver proxy/body_factory default bodies',
  },
  {
    id: 'trafficserver-congested',
    program: 'trafficserver',
    certainty: 'likely',
    when: { status: [503], phrase: 'origin server congested' },
    meaning: 'Apache Traffic Server: the origin is at its connection limit (per_server.connection.max).',
    next: ['grep "too many connections" /var/log/trafficserver/diags.log'],
    source: 'Traffic Server HttpTransact: "Origin server congested"',
  },
  {
    id: 'lighttpd-page',
    program: 'lighttpd',
    certainty: 'certain',
    when: {
      starts: [
        '<?xml version="1.0" encoding="iso-8859-1"?><!doctype html public "-//w3c//dtd xhtml 1.0 transitional//en"',
      ],
      has: ['<head><title>{status} ', '</title></head><body><h1>{status} '],
    },
    meaning:
      'lighttpd answered: 503 all handlers behind it (FastCGI, proxy) are down, 502 a broken answer, 504 none in time, 500 the connection broke.',
    next: [
      'grep "all handlers\\|establishing connection" /var/log/lighttpd/error.log',
      'systemctl status of the handler behind it',
    ],
    source: 'captures lighttpd__proxy_refused__503.http; lighttpd src/response.c',
  },
  {
    id: 'lighttpd-head',
    program: 'lighttpd',
    certainty: 'likely',
    when: {
      empty: true,
      header: { server: /^lighttpd(\/|$)/, 'content-type': /^text\/html$/ },
      fact: hasLighttpdPageLength,
    },
    meaning: 'The head of the stock error page of lighttpd (its length fits); a HEAD request shows no body.',
    next: ['curl -si the same URL with GET to see the page', 'grep "all handlers" /var/log/lighttpd/error.log'],
    source: 'captures lighttpd__proxy_refused__503.http, lighttpd__proxy_read_timeout__504.http, without their bodies',
  },
  {
    id: 'nghttpx-page',
    program: 'nghttpx',
    certainty: 'certain',
    when: { has: ['<h1>{status} ', '<footer>nghttpx'] },
    meaning: 'nghttpx answered itself: its backend refused, closed, or did not answer.',
    next: ['journalctl -u nghttpx -n 50', 'ss -ltn on the backend host: does anything listen on the configured port?'],
    source: 'nghttp2 src/shrpx_http.cc create_error_html',
  },
  {
    id: 'h2o-gateway',
    program: 'h2o',
    certainty: 'likely',
    when: {
      header: { 'content-type': /^text\/plain/ },
      phrase: 'gateway error',
    },
    meaning: 'h2o could not get an answer from its upstream; the body is the reason (refused, timeout, closed).',
    next: ['tail -n 50 the error-log of h2o.conf   # lines with lib/core/proxy.c'],
    source: 'h2o lib/core/proxy.c: h2o_send_error_502(req, "Gateway Error", …)',
  },
  {
    id: 'h2o-busy',
    program: 'h2o',
    certainty: 'likely',
    when: { header: { server: /^h2o\b/ }, is: ['please try again later'] },
    meaning: 'h2o answered itself: its FastCGI backend is gone, or it has no file descriptors left.',
    next: ['tail -n 50 the error-log of h2o.conf'],
    source: 'h2o lib/handler/file.c, fastcgi.c: h2o_send_error_503(…, "please try again later")',
  },
  {
    id: 'litespeed-page',
    program: 'litespeed',
    certainty: 'likely',
    when: { header: { server: /^litespeed/ }, has: ['the server is temporarily busy, try again later!'] },
    meaning: 'LiteSpeed answered itself: the PHP or application process behind it is busy, missing or crashed.',
    next: ['tail -n 50 /usr/local/lsws/logs/error.log'],
    source: 'LiteSpeed knowledge base, "503 errors"',
  },
]
