import type { ResponderRule } from '../responder-rule.ts'

/** Application servers that answer for an application that did not. */
export const appServerRules: readonly ResponderRule[] = [
  {
    id: 'jetty-no-servlet',
    program: 'jetty',
    certainty: 'likely',
    when: { has: ['<h2>http error {status} ', '<tr><th>servlet:</th><td>-</td></tr>'] },
    meaning: 'Jetty answered before any servlet did: the web application failed to start, or Jetty is shutting down.',
    next: [
      'journalctl --since "1 hour ago" --no-pager | grep "Failed startup of context"',
      'Was it just stopped or deployed? journalctl --since "10 min ago" -t systemd --no-pager',
    ],
    source: 'capture jetty__context_failed_to_start__503.http',
  },
  {
    id: 'jetty-servlet',
    program: 'jetty',
    certainty: 'unknown',
    when: {
      status: [503],
      has: ['<h2>http error 503 ', '<tr><th>message:</th><td>service unavailable</td></tr>', '<tr><th>servlet:</th>'],
    },
    meaning:
      'Unknown whether Jetty or the application: Jetty rendered the page, and the servlet that it names failed to start, is unavailable, or said 503 itself.',
    next: [
      'journalctl --since "10 min ago" --no-pager   # UnavailableException, failed init, or an error of the application',
    ],
    source:
      'captures jetty__servlet_init_failed__503.http, jetty__servlet_unavailable_exception__503.http: identical pages',
  },
  {
    id: 'jetty-json-no-servlet',
    program: 'jetty',
    certainty: 'likely',
    when: { json: { servlet: /^-$/, url: /./, status: /^\d+$/ } },
    meaning:
      'Jetty answered in JSON before any servlet did: the web application failed to start, or Jetty is shutting down.',
    next: ['journalctl --since "1 hour ago" --no-pager | grep "Failed startup of context"'],
    source:
      'capture jetty__servlet_sendError_503_accept_json__503.http, with the servlet of jetty__context_failed_to_start',
  },
  {
    id: 'jetty-dosfilter',
    program: 'jetty',
    certainty: 'likely',
    when: { header: { dosfilter: /./ } },
    meaning: 'The DoSFilter of Jetty limits this client.',
    next: ['journalctl --since "1 hour ago" --no-pager | grep "DoS ALERT"', 'web.xml: maxRequestsPerSec of DoSFilter'],
    source: 'Jetty documentation, DoSFilter: response header DoSFilter',
  },
  {
    id: 'tomcat-unavailable',
    program: 'tomcat',
    certainty: 'certain',
    when: {
      status: [503],
      has: ['<title>http status 503 '],
      like: /servlet \[[^\]]{1,200}\] is currently unavailable|this application is not currently available/,
    },
    meaning:
      'Tomcat answered: the servlet failed to start or declared itself unavailable, or the application is being reloaded.',
    next: ['grep "Marking servlet\\|startup failed" catalina.out or journalctl -u tomcat10'],
    source: 'Tomcat LocalStrings: standardWrapper.isUnavailable, standardContext.isUnavailable',
  },
  {
    id: 'tomcat-page',
    program: 'app',
    certainty: 'unknown',
    when: { has: ['<title>http status {status} ', 'apache tomcat/'] },
    meaning:
      'Unknown, probably the application: Tomcat rendered the page for a servlet that ended with this status; the Message row is the application’s own text.',
    next: [
      'The application’s log at this time (catalina.out, journalctl -u tomcat10)',
      'An actuator or health URL of the application',
    ],
    source: 'captures tomcat__servlet_sendError_503__503.http, tomcat__servlet_sendError_503_msg_retry_after__503.http',
  },
  {
    id: 'passenger-queue',
    program: 'passenger',
    certainty: 'certain',
    when: { has: ['this website is under heavy load'] },
    meaning: 'Passenger answered: its request queue is full, more requests wait than the application can take.',
    next: [
      'passenger-status   # requests in queue per application',
      'grep "Request queue full" the web server’s error log',
    ],
    source: 'Phusion Passenger documentation, passenger_max_request_queue_size',
  },
  {
    id: 'passenger-spawn',
    program: 'passenger',
    certainty: 'certain',
    when: { has: ['web application could not be started'], header: { server: /phusion_passenger/ } },
    meaning: 'Passenger could not start the application.',
    next: ['grep "Could not spawn process" the web server’s error log'],
    source: 'capture passenger__app_boot_failed__500.http',
  },
  {
    id: 'passenger-spawn-page',
    program: 'passenger',
    certainty: 'likely',
    when: {
      status: [500, 503],
      has: ["<title>we're sorry, but something went wrong: web application could not be started</title>"],
    },
    meaning: 'The page of Passenger for an application that could not be started.',
    next: ['grep "Could not spawn process" the web server’s error log'],
    source: 'capture passenger__app_boot_failed__500.http, without its Server header',
  },
  {
    id: 'puma-lowlevel',
    program: 'puma',
    certainty: 'certain',
    when: { starts: ['an unhandled lowlevel error occurred. the application logs may have details.'] },
    meaning:
      'Puma answered: with 503 it was stopping and cut the request off (force_shutdown_after), with 500 the application raised outside its own handlers.',
    next: [
      'journalctl --since "1 hour ago" --no-pager | grep "Detected force shutdown"',
      'Was it just restarted or deployed? journalctl --since "10 min ago" -t systemd --no-pager',
    ],
    source: 'puma lib/puma/server.rb lowlevel_error; fingerprint of a stopping Puma',
  },
  {
    id: 'daphne-timeout',
    program: 'daphne',
    certainty: 'certain',
    when: { has: ['<p>application failed to respond within time limit.</p>', '<footer>daphne</footer>'] },
    meaning: 'Daphne answered: the application took longer than --http-timeout.',
    next: [
      'The application’s slow work at this time: its log, its database',
      'ps -eo args | grep "[d]aphne"   # --http-timeout',
    ],
    source: 'capture daphne__http_timeout__503.http',
  },
  {
    id: 'daphne-page',
    program: 'daphne',
    certainty: 'likely',
    when: { has: ['<h1>{status} ', '<footer>daphne</footer>'] },
    meaning: 'Daphne answered for an application that failed or for a malformed request.',
    next: ['journalctl --since "10 min ago" --no-pager   # the traceback'],
    source: 'daphne http_protocol.py error_template',
  },
  {
    id: 'uvicorn-limit',
    program: 'uvicorn',
    certainty: 'likely',
    when: {
      status: [503],
      is: ['service unavailable'],
      header: { server: /^uvicorn$/, connection: /^close$/, 'content-type': /^text\/plain; charset=utf-8$/ },
    },
    meaning: 'uvicorn answered: more requests at once than --limit-concurrency allows.',
    next: [
      'journalctl --since "1 hour ago" --no-pager | grep "Exceeded concurrency limit"',
      'ss -s   # established connections',
    ],
    source: 'capture uvicorn__limit_concurrency__503.http; uvicorn protocols/http/flow_control.py service_unavailable',
  },
  {
    id: 'gunicorn-page',
    program: 'gunicorn',
    certainty: 'certain',
    when: { like: /^<html><head><title>[^<]{1,80}<\/title><\/head><body><h1><p>[^<]{1,80}<\/p><\/h1>/ },
    meaning:
      'gunicorn answered for an application that raised an error it did not handle, or refused a malformed request.',
    next: ['journalctl --since "10 min ago" --no-pager   # the traceback'],
    source: 'capture gunicorn__app_exception_500__500.http; gunicorn util.py write_error',
  },
  {
    id: 'waitress-page',
    program: 'waitress',
    certainty: 'certain',
    when: { has: ['(generated by waitress)'] },
    meaning:
      'waitress answered for an application that raised an error it did not handle, or refused a malformed request.',
    next: ['journalctl --since "10 min ago" --no-pager   # the traceback'],
    source: 'waitress utilities.py Error.to_response',
  },
  {
    id: 'http-proxy-middleware-error',
    program: 'http-proxy-middleware',
    certainty: 'certain',
    when: { starts: ['error occurred while trying to proxy: ', 'error occured while trying to proxy: '] },
    meaning:
      'http-proxy-middleware in a Node application could not reach its target: refused or too slow, 504 for both.',
    next: ['The Node process’s log: ECONNREFUSED or ETIMEDOUT', 'ss -ltn on the target: does anything listen?'],
    source:
      'captures http-proxy-middleware__upstream_refused__504.http, http-proxy-middleware__upstream_timeout__504.http',
  },
  {
    id: 'uwsgi-no-app',
    program: 'uwsgi',
    certainty: 'unknown',
    when: {
      status: [500],
      is: ['internal server error'],
      header: { 'content-type': /^text\/plain$/ },
      without: ['server', 'date'],
    },
    meaning: 'Unknown; without Date and Server this is how uWSGI answers when it could not load the application.',
    next: ['grep "no python application found" the uWSGI log'],
    source: 'capture uwsgi__no_python_application__500.http',
  },
]
