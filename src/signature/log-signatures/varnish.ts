import type { Signature } from '../log-signature.ts'

/** Varnish: varnishlog. */
// biome-ignore format: one line for each signature
export const varnishSignatures: readonly Signature[] = [
  { id: 'varnish-refused', program: 'varnish', literals: ['fail errno 111'], pattern: /FetchError\s+backend \S+ fail errno 111/, meaning: 'the backend refused the connection', supports: 'app_not_started', source: 'capture varnish__backend_refused__503.log' },
  { id: 'varnish-connect-timeout', program: 'varnish', literals: ['fail errno 110'], pattern: /FetchError\s+backend \S+ fail errno 110/, meaning: 'the backend did not accept the connection in time', supports: 'host_unreachable', source: 'capture varnish__connect_timeout__503.log' },
  { id: 'varnish-unhealthy', program: 'varnish', literals: ['unhealthy'], pattern: /FetchError\s+backend \S+ unhealthy/, meaning: 'the backend is sick by probe or set so by a person; "varnishadm backend.list" tells which', supports: 'health_check_failing', source: 'capture varnish__admin_set_sick__503.log' },
  { id: 'varnish-director', program: 'varnish', literals: ['returned no backend'], pattern: /FetchError\s+Director \S+ returned no backend/, meaning: 'every backend of the director is sick', supports: 'health_check_failing', source: 'varnish-cache bin/varnishd/cache/cache_director.c' },
  { id: 'varnish-first-byte', program: 'varnish', literals: ['first byte timeout'], pattern: /FetchError\s+first byte timeout/, meaning: 'the backend took the request and did not answer within first_byte_timeout', supports: 'server_overload', source: 'capture varnish__first_byte_timeout__503.log' },
  { id: 'varnish-eof', program: 'varnish', literals: ['HTC eof'], pattern: /FetchError\s+HTC eof/, meaning: 'the backend closed the connection before an answer, or does not speak HTTP', supports: 'app_not_started', source: 'capture varnish__backend_closed_fin__503.log' },
  { id: 'varnish-busy', program: 'varnish', literals: [' busy'], pattern: /FetchError\s+backend \S+ busy/, meaning: 'the backend is at .max_connections', supports: 'server_overload', source: 'varnish-cache bin/varnishd/cache/cache_backend.c' },
  { id: 'varnish-overflow', program: 'varnish', literals: ['overflow'], pattern: /FetchError\s+overflow/, meaning: 'the head of the backend’s answer is larger than http_resp_hdr_len or http_resp_size', source: 'varnish-cache bin/varnishd/http1/cache_http1_fetch.c' },
  { id: 'varnish-no-backend', program: 'varnish', literals: ['No backend'], pattern: /FetchError\s+No backend/, meaning: 'VCL set no backend for this request', source: 'capture varnish__no_backend__503.log' },
  { id: 'varnish-vcl', program: 'varnish', literals: ['VCL_Error'], pattern: /VCL_Error\s+(Too many re(starts|tries)|Failed from VCL)/, meaning: 'VCL gave up: restarts or retries used up, or return(fail)', source: 'capture varnish__retries_exhausted__503.log' },
]
