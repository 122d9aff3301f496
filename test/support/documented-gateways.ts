import type { DocumentedResponse } from './documented-response.ts'

const html = 'Content-Type: text/html'
const plain = 'Content-Type: text/plain; charset=utf-8'
const date = 'Date: Sat, 21 Nov 2026 00:00:00 GMT'
const page = (title: string, footer: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${footer}</center>\r\n</body>\r\n</html>\r\n`

/** Gateways that are told by one mark. */
// biome-ignore format: one line for each case
export const gatewayResponses: readonly DocumentedResponse[] = [
  { name: 'Cloudflare’s managed challenge', program: 'cloudflare', certainty: 'certain', status: 403, phrase: 'Forbidden', head: ['Server: cloudflare', 'CF-RAY: 8a-PRG', html], body: '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>', source: 'Cloudflare documentation, "Challenges"' },
  { name: 'Cloudflare’s challenge for a program', program: 'cloudflare', certainty: 'certain', head: ['Server: cloudflare', 'cf-mitigated: challenge', 'CF-RAY: 8a-PRG', html], body: '', source: 'Cloudflare documentation, "Detect a challenge page response"' },
  { name: 'Tengine without its upstream', program: 'tengine', certainty: 'certain', status: 502, phrase: 'Bad Gateway', head: ['Server: Tengine/3.1.0', html], body: '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n<hr/>Powered by Tengine<hr><center>tengine</center>\n</body>\n</html>\n', source: 'alibaba/tengine ngx_http_special_response.c' },
  { name: 'OpenResty without its upstream', program: 'openresty', certainty: 'certain', status: 502, phrase: 'Bad Gateway', head: ['Server: openresty/1.25.3.1', html], body: page('502 Bad Gateway', 'openresty/1.25.3.1'), source: 'OpenResty' },
  { name: 'OpenResty with a slow upstream', program: 'openresty', certainty: 'certain', status: 504, phrase: 'Gateway Time-out', head: ['Server: openresty', html], body: page('504 Gateway Time-out', 'openresty'), source: 'OpenResty' },
  { name: 'the classic balancer of AWS without instances', program: 'elb', certainty: 'certain', phrase: 'Service Unavailable: Back-end server is at capacity', head: ['Content-Length: 0', 'Connection: keep-alive'], body: '', source: 'AWS documentation, "Troubleshoot a Classic Load Balancer"' },
  { name: 'the classic balancer of AWS with a slow instance', program: 'elb', certainty: 'likely', status: 504, phrase: 'GATEWAY_TIMEOUT', head: ['Content-Length: 0', 'Connection: keep-alive'], body: '', source: 'AWS documentation, "Troubleshoot a Classic Load Balancer"' },
  { name: 'Traefik with a slow application', program: 'traefik', certainty: 'likely', status: 504, phrase: 'Gateway Timeout', head: [date, 'Content-Length: 15', plain], body: 'Gateway Timeout', source: 'traefik pkg/proxy/httputil/proxy.go' },
  { name: 'a 502 of no known form', program: 'gateway', certainty: 'unknown', status: 502, phrase: 'Bad Gateway', head: [html], body: '<h1>Oops</h1>', source: 'RFC 9110: 502 is said by a gateway or proxy' },
  { name: 'Varnish 3 without its backend', program: 'varnish', certainty: 'certain', head: ['Server: Varnish', 'X-Varnish: 1187113342', 'Via: 1.1 varnish', html], body: '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"\n "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html>\n<body>\n<h1>Error 503 Service Unavailable</h1>\n<p>Service Unavailable</p>\n<h3>Guru Meditation:</h3>\n<p>XID: 1187113342</p>\n</body></html>', source: 'varnish-cache 3.0 default.vcl' },
  { name: 'nginx with a page of its configuration', program: 'nginx', certainty: 'likely', phrase: 'Service Temporarily Unavailable', head: ['Server: nginx/1.26.3', html], body: '<h1>Back at noon</h1>', source: 'nginx ngx_http_header_filter_module.c' },
  { name: 'Apache httpd with a page from disk', program: 'apache', certainty: 'likely', head: ['Server: Apache/2.4.62 (Debian)', 'Last-Modified: Sat, 21 Nov 2026 00:00:00 GMT', 'ETag: "1a2b-62a4f1b2c3d40"', 'Accept-Ranges: bytes', html], body: '<h1>Back at noon</h1>', source: 'httpd http_etag.c' },
]
