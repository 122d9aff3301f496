import type { ResponderRule } from '../responder-rule.ts'
import { hasNginxFileEtag, hasNginxPageLength } from './facts.ts'

/** nginx and what is built on it or copies its page; the more specific first. */
export const nginxRules: readonly ResponderRule[] = [
  {
    id: 'azure-gateway-page',
    program: 'azure',
    certainty: 'certain',
    when: { has: ['<hr><center>microsoft-azure-application-gateway/'] },
    meaning:
      'Azure Application Gateway answered itself: its backend pool is empty, unhealthy, or did not answer in time.',
    next: ['az network application-gateway list -o table   # then show-backend-health of the one that answered'],
    source: 'Azure documentation, "Troubleshooting bad gateway errors in Application Gateway"',
  },
  {
    id: 'openresty-page',
    program: 'openresty',
    certainty: 'certain',
    when: { has: ['<center><h1>{status} ', '</h1></center><hr><center>openresty'] },
    meaning: 'OpenResty (nginx with Lua) answered itself: a limit, a rule that gives this status, or its Lua code.',
    next: [
      'tail -n 50 its error.log   # "limiting", lua errors',
      "grep -rn 'return 503\\|ngx.exit(503)' its configuration",
    ],
    source: 'OpenResty bundle: NGINX_VER patched to openresty in src/core/nginx.h',
  },
  {
    id: 'ingress-nginx-page',
    program: 'ingress-nginx',
    certainty: 'likely',
    when: {
      status: [503],
      has: ['<center><h1>{status} ', '</h1></center><hr><center>nginx</center>'],
      without: ['server', 'via', 'x-varnish', 'x-cache'],
    },
    meaning:
      'An nginx that hides its version and sends no Server header, as ingress-nginx does: the Service has no ready endpoint, or a limit of the Ingress was reached. A plain nginx whose Server header was removed looks the same.',
    next: [
      'kubectl get endpoints -A   # of the service that answered',
      'kubectl logs -n ingress-nginx deploy/ingress-nginx-controller | grep "does not have any active Endpoint"',
    ],
    source:
      'kubernetes/ingress-nginx: rootfs/etc/nginx/lua/balancer.lua, nginx.tmpl (server_tokens off, more_clear_headers Server)',
  },
  {
    id: 'nginx-page',
    program: 'nginx',
    certainty: 'certain',
    when: { status: [503], has: ['<title>{status} ', '<center><h1>{status} ', '</h1></center><hr><center>nginx'] },
    meaning:
      'nginx answered itself. It does not say 503 for a dead upstream: this is limit_req, limit_conn, "return 503" (maintenance), or an error_page that turns another status into 503.',
    next: [
      'grep limiting /var/log/nginx/error.log | tail   # limit_req and limit_conn leave a line',
      "No line: grep -rn 'return 503\\|=503\\|_status 503' /etc/nginx/",
      'In the access log, $upstream_status: "-" configuration, 502 a masked failure, 503 the application',
    ],
    source: 'captures nginx__limit_req__503.http, nginx__return_503__503.http; nginx ngx_http_special_response.c',
  },
  {
    id: 'nginx-gateway',
    program: 'nginx',
    certainty: 'certain',
    when: { has: ['<title>{status} ', '<center><h1>{status} ', '</h1></center><hr><center>nginx'] },
    meaning:
      'nginx answered itself: 502 its upstream refused, closed or is not configured; 504 no answer in time; 500 nginx is out of connections or files; 429 a rate limit.',
    next: ['tail -n 50 /var/log/nginx/error.log   # "connect() failed", "upstream timed out", "limiting requests"'],
    source: 'captures nginx__upstream_rst__502.http, nginx__upstream_read_timeout__504.http',
  },
  {
    id: 'nginx-50x-page',
    program: 'nginx',
    certainty: 'likely',
    when: { has: ['<p><em>faithfully yours, nginx.</em></p>'] },
    meaning: 'The stock 50x.html of nginx: its upstream failed and error_page sent this file.',
    next: ['tail -n 50 /var/log/nginx/error.log   # the failed upstream is named there'],
    source: 'capture nginx__refused_50x_page__502.http',
  },
  {
    id: 'alb-page',
    program: 'alb',
    certainty: 'certain',
    when: { status: [500, 502, 503, 504], header: { server: /^awselb\// } },
    meaning:
      'The AWS load balancer answered itself: 503 the target group has no registered targets (all unhealthy gives 502 or 504 instead) or a fixed-response rule; 502 and 504 the target closed or was too slow.',
    next: [
      'aws elbv2 describe-target-groups --query "TargetGroups[].TargetGroupArn" --output text | xargs -n 1 aws elbv2 describe-target-health --target-group-arn',
      'In its access log compare elb_status_code with target_status_code ("-" when no target answered)',
    ],
    source: 'AWS documentation, "Troubleshoot your Application Load Balancers"',
  },
  {
    id: 'alb-page-bare',
    program: 'alb',
    certainty: 'likely',
    when: {
      status: [502, 503, 504],
      like: /^<html><head><title>(503 service temporarily unavailable|502 bad gateway|504 gateway time-out)<\/title><\/head><body><center><h1>(503 service temporarily unavailable|502 bad gateway|504 gateway time-out)<\/h1><\/center><\/body><\/html>$/,
    },
    meaning:
      'The page of the AWS load balancer: like that of nginx but without its footer. For 503 the target group has no registered targets.',
    next: [
      'aws elbv2 describe-target-groups --query "TargetGroups[].TargetGroupArn" --output text | xargs -n 1 aws elbv2 describe-target-health --target-group-arn',
    ],
    source: 'public captures of the 162-byte ALB page',
  },
  {
    id: 'nginx-head',
    program: 'nginx',
    certainty: 'likely',
    when: { status: [503], empty: true, header: { 'content-type': /^text\/html$/ }, fact: hasNginxPageLength },
    meaning:
      'The head of the stock 503 page of nginx (its length fits the version in Server); a HEAD request shows no body.',
    next: [
      'curl -si the same URL with GET to see the page',
      'grep limiting /var/log/nginx/error.log | tail',
      "grep -rn 'return 503\\|=503' /etc/nginx/",
    ],
    source:
      'captures nginx__return_503__503.http, nginx__server_tokens_off_return_503__503.http: length 185 plus that of Server',
  },
  {
    id: 'nginx-file',
    program: 'nginx',
    certainty: 'likely',
    when: {
      status: [503],
      phrase: 'service temporarily unavailable',
      header: { server: /^nginx/ },
      fact: hasNginxFileEtag,
    },
    meaning:
      'nginx sent a page of its own from disk (ETag and phrase are its): maintenance, a failed upstream masked by error_page, or a 503 of the application replaced by it. The three look the same.',
    next: [
      'In the access log, $upstream_status: "-" maintenance in the configuration, 502 or 504 a masked failure, 503 the application',
      "grep -rn 'error_page\\|return 503\\|proxy_intercept_errors' /etc/nginx/",
    ],
    source: 'captures nginx__maintenance_page_retry_after__503.http, nginx__mask_502_as_503_custom_page__503.http',
  },
  {
    id: 'nginx-file-no-phrase',
    program: 'nginx',
    certainty: 'unknown',
    when: { status: [503], header: { server: /^nginx/ }, fact: hasNginxFileEtag },
    meaning:
      'Unknown; the ETag is that of a file sent by nginx, so probably a maintenance or error page of nginx. The application may have sent it as well.',
    next: [
      'In the access log, $upstream_status: "-" nginx itself, 503 the application',
      "grep -rn 'error_page\\|return 503' /etc/nginx/",
    ],
    source: 'nginx ngx_http_core_module.c: ETag is modification time and length in hexadecimal',
  },
]
