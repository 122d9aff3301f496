import type { ResponderRule } from '../responder-rule.ts'

const envoyNext = [
  'In Envoy’s access log: %RESPONSE_FLAGS% and %RESPONSE_CODE_DETAILS% of this request',
  'kubectl get endpoints -A; istioctl proxy-status',
] as const

/** Gateways and sidecars of service meshes and clusters. */
export const meshRules: readonly ResponderRule[] = [
  {
    id: 'envoy-no-healthy-upstream',
    program: 'envoy',
    certainty: 'certain',
    when: { is: ['no healthy upstream'], header: { server: /envoy/ } },
    meaning:
      'Envoy (flag UH): the cluster has no endpoint, or outlier detection and health checks have removed them all.',
    next: envoyNext,
    source: 'Envoy documentation, access_log/usage.rst; solo-io/gloo issue on kgateway 609',
  },
  {
    id: 'envoy-no-healthy-upstream-bare',
    program: 'envoy',
    certainty: 'likely',
    when: { is: ['no healthy upstream'] },
    meaning: 'The text that Envoy sends (flag UH) when the cluster has no healthy endpoint.',
    next: envoyNext,
    source: 'Envoy documentation, access_log/usage.rst',
  },
  {
    id: 'envoy-overflow',
    program: 'envoy',
    certainty: 'certain',
    when: { starts: ['upstream connect error or disconnect/reset before headers.'], has: ['overflow'] },
    meaning: 'Envoy (flag UO): a circuit breaker is full, max_connections or max_pending_requests.',
    next: [
      'kubectl get destinationrule -A -o yaml | grep -A8 connectionPool',
      'Envoy stats: upstream_cx_overflow, upstream_rq_pending_overflow',
    ],
    source: 'Envoy documentation, circuit breaking; kgateway issue 609',
  },
  {
    id: 'envoy-connect-error',
    program: 'envoy',
    certainty: 'certain',
    when: { starts: ['upstream connect error or disconnect/reset before headers'] },
    meaning:
      'Envoy could not get an answer from its upstream; the reset reason says how: connection failure (refused, UF), connection termination (closed, UC), connection timeout.',
    next: ['Read the reset reason in the body', ...envoyNext],
    source: 'istio/istio issue 48267, envoyproxy/envoy issues 22368 and 9747',
  },
  {
    id: 'envoy-timeout',
    program: 'envoy',
    certainty: 'likely',
    when: { status: [503, 504], is: ['upstream request timeout'] },
    meaning: 'Envoy (flag UT): the upstream took longer than the route’s timeout.',
    next: envoyNext,
    source: 'Envoy documentation, router filter "upstream request timeout"',
  },
  {
    id: 'envoy-empty',
    program: 'envoy',
    certainty: 'likely',
    when: { status: [503], empty: true, header: { server: /envoy/ }, without: ['x-envoy-upstream-service-time'] },
    meaning:
      'Envoy answered without a body and no upstream took part: the cluster of the route does not exist (flag NC), or a filter refused the request.',
    next: ['istioctl analyze -A; istioctl proxy-status', ...envoyNext],
    source: 'Envoy documentation, response flags NC and response_code_details',
  },
  {
    id: 'linkerd-header',
    program: 'linkerd',
    certainty: 'certain',
    when: { header: { 'l5d-proxy-error': /./ } },
    meaning:
      'The Linkerd proxy answered itself: the balancer has no ready endpoint ("fail-fast"), or the connection failed.',
    next: ['kubectl get pods -o wide   # Ready column of the target', 'linkerd check --proxy'],
    source: 'linkerd/linkerd2 issue 11493; linkerd2-proxy source',
  },
  {
    id: 'traefik-no-server',
    program: 'traefik',
    certainty: 'certain',
    when: { is: ['no available server'] },
    meaning: 'Traefik: the service has no server, or all are unhealthy.',
    next: [
      'Traefik dashboard or GET /api/http/services: serverStatus',
      'Are the containers or pods of the service up, and on the same network?',
    ],
    source: 'traefik/traefik pkg/server/service/loadbalancer; issue 8170',
  },
  {
    id: 'kong-message',
    program: 'kong',
    certainty: 'certain',
    when: {
      json: {
        message:
          /^(failure to get a peer from the ring-balancer|name resolution failed|no route matched with those values|the upstream server is (currently unavailable|timing out)|an invalid response was received from the upstream server)\.?$/i,
      },
    },
    meaning:
      'Kong answered itself: no healthy target in the upstream ("ring-balancer"), a name that does not resolve, or an upstream that closed or timed out.',
    next: [
      'curl -s localhost:8001/upstreams   # then the health of the one of this route',
      'tail -n 50 /usr/local/kong/logs/error.log',
    ],
    source: 'Kong/kong runloop/balancer/init.lua, error_handlers.lua',
  },
  {
    id: 'kong-latency',
    program: 'kong',
    certainty: 'likely',
    when: { header: { 'x-kong-response-latency': /^\d/ }, without: ['x-kong-upstream-latency'] },
    meaning:
      'Kong answered itself (it reports no upstream latency): a plugin ended the request, it is draining, or no target was reachable.',
    next: ['curl -s localhost:8001/plugins   # request-termination?', 'tail -n 50 /usr/local/kong/logs/error.log'],
    source:
      'Kong documentation, "headers": X-Kong-Response-Latency when Kong answers, X-Kong-Upstream-Latency when proxied',
  },
  {
    id: 'kube-apiserver-status',
    program: 'kube-apiserver',
    certainty: 'certain',
    when: { json: { kind: /^Status$/, apiVersion: /^v1$/, reason: /^ServiceUnavailable$/ } },
    meaning: 'The Kubernetes API server answered for its service proxy: no endpoint of the service is available.',
    next: ['kubectl get endpoints -A   # of the service that answered', 'kubectl describe pod   # readiness'],
    source: 'kubernetes/kubernetes issue 36335',
  },
  {
    id: 'kube-apiserver-status-bare',
    program: 'kube-apiserver',
    certainty: 'likely',
    when: { json: { kind: /^Status$/, reason: /^ServiceUnavailable$/ } },
    meaning: 'A Status object as the Kubernetes API server sends it: no endpoint of the service is available.',
    next: ['kubectl get endpoints -A   # of the service that answered'],
    source: 'kubernetes/kubernetes issue 36335',
  },
]
