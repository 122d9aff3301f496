import type { ResponderRule } from '../responder-rule.ts'
import { endsLikeHaproxyReturn, isBareLowerCase, isCompressed, isWrittenByCaddy } from './facts.ts'

/** The last resort: pages that a person wrote. Only the head can tell, and it rarely tells for certain. */
export const hintRules: readonly ResponderRule[] = [
  {
    id: 'caddy-own',
    program: 'caddy',
    certainty: 'likely',
    when: { fact: isWrittenByCaddy },
    meaning:
      'Caddy answered itself: 503 no upstream is available (all unhealthy or busy) or a respond/error directive; 502 it could not connect; 504 no answer in time.',
    next: [
      'journalctl -u caddy | grep "no upstreams available\\|dial tcp" | tail',
      "grep -n 'respond\\|error\\|handle_errors' /etc/caddy/Caddyfile",
    ],
    source:
      'captures caddy__*__503.http against stack__caddy_nginx_maint__503.http; Go net/http server.go writes its own headers last',
  },
  {
    id: 'apache-errordocument',
    program: 'apache',
    certainty: 'unknown',
    when: { header: { server: /^apache(\/|$)/, 'content-type': /^text\/html; charset=iso-8859-1$/ } },
    meaning:
      'Unknown; the type "text/html; charset=iso-8859-1" is the one Apache httpd gives to its own messages, so probably an ErrorDocument text. The application is not excluded.',
    next: ['grep -rn "ErrorDocument 503" /etc/apache2/', 'tail -n 50 /var/log/apache2/error.log'],
    source: 'capture apache__errordocument_text__503.http',
  },
  {
    id: 'haproxy-errorfile',
    program: 'haproxy',
    certainty: 'unknown',
    when: {
      status: [502, 503, 504],
      header: { 'cache-control': /^no-cache$/, 'content-type': /^text\/html$/ },
      without: ['content-length', 'transfer-encoding'],
      fact: isBareLowerCase,
    },
    meaning:
      'Unknown; lower-case header names, no Date and no Server are how an errorfile of HAProxy looks. An application behind HAProxy is not excluded.',
    next: [
      'grep -n errorfile /etc/haproxy/haproxy.cfg',
      'journalctl -u haproxy -n 50   # "----" after the status: a server answered it',
    ],
    source: 'capture haproxy__custom_errorfile__503.http; HAProxy examples/errorfiles',
  },
  {
    id: 'haproxy-return',
    program: 'haproxy',
    certainty: 'unknown',
    when: { status: [429, 500, 502, 503, 504], fact: endsLikeHaproxyReturn },
    meaning:
      'Unknown; lower-case header names, no Date, no Server and this order are how "http-request return" of HAProxy looks. An application behind HAProxy is not excluded.',
    next: [
      'grep -n "http-request return\\|http-error" /etc/haproxy/haproxy.cfg',
      'journalctl -u haproxy -n 50   # LR: HAProxy itself; "----": a server answered',
    ],
    source: 'capture haproxy__http_request_return_503__503.http; HAProxy src/http_ana.c http_reply_message',
  },
  {
    id: 'compressed-body',
    program: 'app',
    certainty: 'unknown',
    when: { fact: isCompressed },
    meaning:
      'Unknown, probably the application: the body is compressed and was not unpacked, so its text could not be compared.',
    next: ['Ask again with curl -si --compressed', 'The application’s log at this time'],
    source: 'captures nginx__passthrough_app_503_gzip__503.http, varnish__passthrough_app_503_gzip__503.http',
  },
  {
    id: 'go-not-found',
    program: 'app',
    certainty: 'unknown',
    when: { is: ['404 page not found'] },
    meaning:
      'Unknown which, but something written in Go: Traefik when no router has a rule for this host and path, or an application that does not know the path.',
    next: [
      'With Traefik: its dashboard, or GET /api/http/routers: does a rule name this host and path?',
      'The application’s log at this time',
    ],
    source: 'Go net/http, NotFound; traefik/traefik documentation, routers',
  },
  {
    id: 'bare-text',
    program: 'app',
    certainty: 'unknown',
    when: { is: ['service unavailable'] },
    meaning:
      'Unknown, probably the application: many frameworks send just this text; so does the circuitBreaker middleware of Traefik when it is open.',
    next: [
      'The application’s log at this time',
      'With Traefik in front: the circuitBreaker expression of its middleware',
    ],
    source: 'traefik/traefik pkg/middlewares/circuitbreaker; capture express__sendStatus_503__503.http',
  },
]
