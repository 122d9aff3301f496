import type { ResponderRule } from '../responder-rule.ts'

const deployments = ['Status page of the platform, and the logs of the deployment at this time'] as const

/** Hosting platforms and firewalls whose edge answers for an application that does not. */
export const platformRules: readonly ResponderRule[] = [
  {
    id: 'vercel-error',
    program: 'vercel',
    certainty: 'certain',
    when: { header: { 'x-vercel-error': /^[a-z0-9_]{3,60}$/ } },
    meaning:
      'Vercel answered itself, and x-vercel-error says why: FUNCTION_… the function failed or took too long, DEPLOYMENT_… the deployment is paused, gone or not there.',
    next: ['Look the code of x-vercel-error up in the documentation of Vercel', ...deployments],
    source: 'Vercel documentation, "Errors"',
  },
  {
    id: 'railway-fallback',
    program: 'railway',
    certainty: 'certain',
    when: { header: { 'x-railway-fallback': /^true$/ } },
    meaning:
      'The edge of Railway answered: the application does not listen on PORT at 0.0.0.0, has crashed, or takes no connection.',
    next: ['Does the application listen on 0.0.0.0 and the port in PORT?', ...deployments],
    source: 'Railway documentation, "Application failed to respond"',
  },
  {
    id: 'railway-message',
    program: 'railway',
    certainty: 'likely',
    when: { json: { status: /^error$/, message: /^application failed to respond$/i } },
    meaning:
      'The text that the edge of Railway sends: the application does not listen on PORT at 0.0.0.0, has crashed, or takes no connection.',
    next: ['Does the application listen on 0.0.0.0 and the port in PORT?', ...deployments],
    source: 'Railway documentation, "Application failed to respond"',
  },
  {
    id: 'render-routing',
    program: 'render',
    certainty: 'likely',
    when: { header: { 'x-render-routing': /error|no-server|suspend|hibernat/ } },
    meaning: 'The router of Render answered: the service is down, suspended, asleep, or does not listen on PORT.',
    next: ['Does the service listen on 0.0.0.0 and the port in PORT?', ...deployments],
    source: 'Render documentation, "Troubleshooting your deploy": 502 Bad Gateway',
  },
  {
    id: 'netlify-function',
    program: 'netlify',
    certainty: 'likely',
    when: { status: [500, 502, 504], header: { server: /^netlify$/ }, like: /lambda response|function invocation/ },
    meaning: 'Netlify answered itself: a function failed, gave no valid answer, or took too long.',
    next: ['The log of the function at this time; x-nf-request-id names the request'],
    source: 'Netlify documentation, "Troubleshoot functions"',
  },
  {
    id: 'fly-empty',
    program: 'fly',
    certainty: 'unknown',
    when: { status: [502, 503, 504], empty: true, header: { server: /^fly\// } },
    meaning:
      'Unknown, but the proxy of Fly.io sends an empty answer like this when no machine of the application is healthy, or none listens on internal_port; an application may do so as well.',
    next: ['fly logs   # "could not find a good candidate", "instance refused connection"', 'fly checks list'],
    source: 'Fly.io documentation, "Troubleshoot your deployment"',
  },
  {
    id: 'incapsula-page',
    program: 'imperva',
    certainty: 'certain',
    when: { like: /\/_incapsula_resource\?|incapsula incident id/ },
    meaning: 'Imperva (Incapsula) answered: it did not reach the origin, or holds the visitor for a robot.',
    next: [
      'Look the incident ID up in the Imperva console: its code says which',
      'curl -si the origin directly with the same Host',
    ],
    source: 'Imperva documentation, "Cloud WAF error pages and codes"',
  },
  {
    id: 'azure-app-stopped',
    program: 'azure',
    certainty: 'certain',
    when: { has: ['this web app is stopped.'] },
    meaning: 'Azure App Service answered: the app is stopped, by a person or because its quota is used up.',
    next: ['az webapp list --query "[].{name:name,state:state}" -o table'],
    source: 'Azure documentation, App Service "HTTP 502 and 503", "Error 403 - This web app is stopped"',
  },
  {
    id: 'google-front-end',
    program: 'google',
    certainty: 'unknown',
    when: { status: [503], is: ['service unavailable'], header: { server: /^google frontend$/ } },
    meaning:
      'Unknown whether Cloud Run or App Engine (no instance started, or none is free) or the application behind it: both come with this Server and may say this.',
    next: [
      'gcloud run services list   # then the logs of the one behind this URL: "no available instance", "failed to start"',
      'The application’s log at this time',
    ],
    source: 'Google Cloud documentation, "Troubleshoot Cloud Run issues": 503',
  },
  {
    id: 'ingress-nginx-default',
    program: 'ingress-nginx',
    certainty: 'certain',
    when: { is: ['default backend - 404'] },
    meaning: 'The default backend of an ingress answered: no Ingress has a rule for this host and path.',
    next: ['kubectl get ingress -A   # does a rule name this host and path, and the right ingress class?'],
    source: 'kubernetes/ingress-nginx, default backend',
  },
  {
    id: 'cloudflare-code-bare',
    program: 'cloudflare',
    certainty: 'likely',
    when: { like: /^error code: (?:5[0-3]\d|1\d{3})$/ },
    meaning:
      'The text that Cloudflare sends with its own errors: 52x it could not reach the origin, 1xxx a rule, a limit or a name that does not resolve.',
    next: ['Look the code up in the Cloudflare documentation', 'curl -si the origin directly with the same Host'],
    source: 'cloudflare-docs, "Cloudflare 5xx errors" and "1xxx errors"',
  },
  {
    id: 'iis-arr',
    program: 'iis',
    certainty: 'certain',
    when: { like: /50[24] - web server received an invalid response while acting as a gateway or proxy server/ },
    meaning: 'IIS with Application Request Routing answered: the server behind it refused, closed, or took too long.',
    next: [
      'In the log of IIS the substatus and sc-win32-status of this request: 502.3 12002 took too long, 12029 refused',
      'On the server behind it: netstat -ano | findstr LISTENING',
    ],
    source: 'Microsoft documentation, "Troubleshooting 502 errors in ARR"',
  },
]
