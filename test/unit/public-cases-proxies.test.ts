import { describe, expect, it } from 'vitest'
import { absenceHints } from '../../src/signature/absence-hints.ts'
import { diagnosed } from '../support/diagnosed.ts'
import * as f from '../support/faults.ts'
import { nginx503, unit } from '../support/healthy-values.ts'
import { linesOfTable, publicLog, saidOf, type WantedOfLog } from '../support/proxy-lines.ts'
import { readingsOf, sees, serviceOf } from '../support/readings.ts'

type Row = readonly [file: string, program: string, causes: string, says: RegExp, never?: RegExp]

const selinux = /httpd_can_network_connect/
const rows: readonly Row[] = [
  ['silence-apache-no-route.apache.log', 'apache', 'host_unreachable', /no way to the host/],
  ['silence-apache22.apache.log', 'apache', 'app_not_started', /refused/],
  ['silence-haproxy-cookie.haproxy.log', 'haproxy', 'app_not_started', /refused/],
  ['apache-selinux.apache.log', 'apache', '', selinux, /not started/],
  ['apache-worker-disabled.apache.log', 'apache', '', /did not ask the backend.*retry=/],
  ['apache-de.apache.log', 'apache', 'app_not_started', /refused/],
  ['apache-fr.apache.log', 'apache', 'app_not_started', /refused/],
  ['enospc-mutex.apache.log', 'apache', 'balancer_down', /does not start.*ipcs -s/, /disk, or/],
  ['enospc-inotify.log', 'kernel', '', /max_user_watches/, /disk, or/],
  ['enospc-sem-php.log', 'kernel', '', /semaphores/, /disk, or/],
  ['systemd-stop-timeout.log', 'systemd', '', /did not stop within TimeoutStopSec/, /report ready/],
  ['systemd-final-timeout.log', 'systemd', '', /did not stop within TimeoutStopSec/, /report ready/],
  ['systemd-219-limit.log', 'systemd', 'app_not_started', /gave up/],
  ['systemd-no-executable.log', 'systemd', 'app_not_started', /ExecStart is missing/],
  ['haproxy-dns-maint.log', 'haproxy', 'dependency_failure', /name does not resolve/, /deployment/],
  ['haproxy-tcplog.log', 'haproxy', 'app_not_started', /did not accept.*SC/],
  ['haproxy-l6.log', 'haproxy', 'health_check_failing', /TLS between the balancer and the server/],
  ['nginx-unix-refused.log', 'nginx', 'app_not_started', /nothing listens/],
  ['nginx-113.log', 'nginx', 'host_unreachable', /no way to the host/],
  ['nginx-13-tcp.log', 'nginx', '', selinux, /not started/],
  ['nginx-99.log', 'nginx', 'server_overload', /local ports/],
  ['nginx-99-musl.log', 'nginx', 'server_overload', /local ports/],
  ['nginx-tls-wrong-version.log', 'nginx', '', /do not speak the same protocol.*502/],
  ['nginx-emerg-host.log', 'nginx', 'balancer_down', /nginx does not start.*does not resolve/],
  ['nginx-emerg-bind.log', 'nginx', 'balancer_down', /nginx does not start.*port/],
  ['nginx-110-reading.log', 'nginx', 'server_overload', /proxy_read_timeout/],
  ['varnish-4-no-connection.log', 'varnish', '', /did not accept the connection/],
  ['varnish-child.log', 'varnish', 'balancer_down', /Varnish itself crashed/],
  ['json-limit-req.log', 'nginx', 'rate_limited', /limit_req/],
]
const cases = rows.map(([file, program, causes, says, never]) => ({
  file,
  wanted: { program, causes: causes === '' ? [] : [causes], says, never } satisfies WantedOfLog,
}))

describe('matchLogLines() on logs of public reports', () => {
  it.each(cases)('reads $file', ({ file, wanted }) => expect(saidOf(publicLog(file), wanted)).toEqual(wanted))

  it.each(['apache', 'haproxy'])('claims no silence of a log of %s that speaks', (program) => {
    const logs = cases.filter(({ wanted }) => wanted.program === program).map(({ file }) => publicLog(file))
    expect(logs.length).toBeGreaterThan(3)
    expect(logs.flatMap((lines) => absenceHints({ program, status: 503, lines }))).toEqual([])
  })
})

describe('matchLogLines() on lines of proxies, systemd and the kernel', () => {
  const lines = linesOfTable('proxies.tsv').map(({ line, ...wanted }) => ({ line, wanted }))

  it.each(lines)('reads $line', ({ line, wanted }) => expect(saidOf([line], wanted)).toEqual(wanted))
})

describe('a whole run with the log of nginx', () => {
  const service = serviceOf({ balancer: { host: 'lb1', unit: 'nginx' } })
  const silenceWith = (...lines: readonly string[]) =>
    diagnosed(
      service,
      readingsOf(service, [
        f.edge(nginx503()),
        sees('proxy-log', 'lb1', { program: 'nginx', path: '/var/log/nginx/error.log', lines }),
        sees('units', 'lb1', { units: [unit('nginx')], otherFailed: [] }),
        sees('balancer-config', 'lb1', (config) => ({ ...config, kind: 'nginx', sockets: [] })),
      ]),
    ).findings.flatMap(({ id }) => (id === 'proxy-log-no-entry' ? id : []))
  const icon = 'open() "/srv/www/favicon.ico" failed (2: No such file or directory)'
  const at = (words: string) => `2026/03/02 09:59:50 [error] 7#7: *4 ${words}, client: 10.0.0.9, server: shop.example`

  it.each([
    { name: 'silent', lines: [], silent: ['proxy-log-no-entry'] },
    { name: 'of a visitor’s mistakes', lines: [at(icon)], silent: ['proxy-log-no-entry'] },
    { name: 'with a line that nobody knows', lines: [at('[lua] gate.lua:7: no ticket')], silent: [] },
    {
      name: 'with a refused upstream',
      lines: [at('connect() failed (113: No route to host) while connecting to upstream')],
      silent: [],
    },
  ])('hears silence only where there is one: a log $name', ({ lines, silent }) =>
    expect(silenceWith(...lines)).toEqual(silent),
  )
})
