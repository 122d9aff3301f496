/** A mark that a program leaves on answers that it passes on. */
export interface RelayMark {
  readonly program: string
  readonly header: string
  readonly pattern: RegExp
  readonly source: string
}

/** Header values are compared in lower case. */
export const relayMarks: readonly RelayMark[] = [
  { program: 'nginx', header: 'server', pattern: /^nginx(\/|$)/, source: 'nginx replaces the Server of its upstream' },
  { program: 'openresty', header: 'server', pattern: /^openresty/, source: 'as nginx' },
  { program: 'tengine', header: 'server', pattern: /^tengine/, source: 'as nginx' },
  {
    program: 'apache',
    header: 'server',
    pattern: /^apache(\/|$)/,
    source: 'httpd adds Server when the backend has none',
  },
  { program: 'caddy', header: 'server', pattern: /^caddy$/, source: 'Caddy adds a second Server' },
  { program: 'caddy', header: 'via', pattern: /\bcaddy\b/, source: 'Caddy 2.10 reverse_proxy' },
  { program: 'trafficserver', header: 'server', pattern: /^ats(\/|$)/, source: 'Traffic Server replaces Server' },
  { program: 'trafficserver', header: 'via', pattern: /trafficserver|traffic_server/, source: 'Traffic Server Via' },
  { program: 'varnish', header: 'via', pattern: /\bvarnish\b/, source: 'Varnish Via' },
  { program: 'varnish', header: 'x-varnish', pattern: /^\d/, source: 'Varnish transaction id' },
  { program: 'squid', header: 'via', pattern: /\bsquid\b/, source: 'Squid Via' },
  { program: 'h2o', header: 'server', pattern: /^h2o\b/, source: 'h2o replaces Server' },
  { program: 'nghttpx', header: 'via', pattern: /\bnghttpx\b/, source: 'nghttpx Via' },
  { program: 'nghttpx', header: 'server', pattern: /^nghttpx/, source: 'nghttpx replaces Server' },
  {
    program: 'lighttpd',
    header: 'server',
    pattern: /^lighttpd/,
    source: 'lighttpd adds Server when the backend has none',
  },
  { program: 'litespeed', header: 'server', pattern: /^litespeed/, source: 'LiteSpeed' },
  { program: 'envoy', header: 'server', pattern: /envoy/, source: 'Envoy replaces Server' },
  { program: 'envoy', header: 'x-envoy-upstream-service-time', pattern: /^\d/, source: 'Envoy: an upstream answered' },
  { program: 'kong', header: 'x-kong-upstream-latency', pattern: /^\d/, source: 'Kong: an upstream answered' },
  { program: 'kong', header: 'via', pattern: /\bkong\b/, source: 'Kong Via' },
  { program: 'cloudflare', header: 'cf-ray', pattern: /./, source: 'Cloudflare' },
  { program: 'cloudfront', header: 'x-amz-cf-id', pattern: /./, source: 'CloudFront' },
  { program: 'cloudfront', header: 'x-cache', pattern: /\bcloudfront\b/, source: 'CloudFront' },
  { program: 'fastly', header: 'x-served-by', pattern: /\bcache-[a-z]/, source: 'Fastly' },
  { program: 'google', header: 'via', pattern: /\bgoogle\b/, source: 'Google Cloud load balancing' },
  { program: 'heroku', header: 'via', pattern: /\bvegur\b/, source: 'Heroku router: a dyno answered' },
  { program: 'azure', header: 'x-azure-ref', pattern: /./, source: 'Azure Front Door' },
  { program: 'api-gateway', header: 'apigw-requestid', pattern: /./, source: 'AWS API Gateway' },
]
