import type { Signature } from '../log-signature.ts'

/** lighttpd, Caddy, Traffic Server, Passenger. */
// biome-ignore format: one line for each signature
export const webServersSignatures: readonly Signature[] = [
  { id: 'lighttpd-all-down', program: 'lighttpd', literals: ['all handlers for'], pattern: /all handlers for \S+ on\s+\S{0,200} ?are down/, meaning: 'every handler behind lighttpd is down; the client gets 503', supports: 'app_not_started', source: 'capture lighttpd__fastcgi_socket_missing__503.log' },
  { id: 'lighttpd-connect', program: 'lighttpd', literals: ['establishing connection failed'], pattern: /establishing connection failed: socket: \S+ (Connection refused|No such file or directory|Connection timed out)/, meaning: 'the handler behind lighttpd refused or is missing', supports: 'app_not_started', source: 'capture lighttpd__fastcgi_socket_missing__503.log' },
  { id: 'caddy-no-upstreams', program: 'caddy', literals: ['no upstreams available'], pattern: /(?:^|\n|error: )no upstreams available/, meaning: 'every upstream is unhealthy or busy; the client gets 503', supports: 'health_check_failing', source: 'capture caddy__active_healthcheck_failed__503.log' },
  { id: 'caddy-dial', program: 'caddy', literals: ['connection refused'], pattern: /dial (tcp|unix) \S+ connect: connection refused/, meaning: 'the upstream refused the connection; the client gets 502', supports: 'app_not_started', source: 'capture caddy__handle_errors_page__502.log' },
  { id: 'trafficserver-refused', program: 'trafficserver', literals: ['[CONNECTION_ERROR]'], pattern: /CONNECT: attempt fail \[CONNECTION_ERROR\][^\n]{0,600}connection_result=Connection refused/, meaning: 'the origin refused the connection; the client gets 502', supports: 'app_not_started', source: 'capture trafficserver__origin_refused_again__502.log' },
  { id: 'trafficserver-max', program: 'trafficserver', literals: ['too many connections: count='], pattern: /too many connections: count=\d+ limit=\d+/, meaning: 'the origin is at per_server.connection.max; the client gets 503', supports: 'server_overload', source: 'trafficserver iocore/net ConnectionTracker' },
  { id: 'passenger-queue', program: 'passenger', literals: ['Request queue full'], pattern: /Returning HTTP 503 due to: Request queue full/, meaning: 'PassengerMaxRequestQueueSize is reached: more requests wait than the application can take', supports: 'server_overload', source: 'Phusion Passenger src/agent/Core/Controller/CheckoutSession.cpp' },
  { id: 'passenger-spawn', program: 'passenger', literals: ['Could not spawn process'], pattern: /Could not spawn process for application/, meaning: 'the application does not start; the client gets 500', supports: 'app_not_started', source: 'capture passenger__app_boot_failed__500.log' },
]
