import { isRoutine } from './is-routine.ts'
import type { SupportedCause } from './log-signature.ts'

/** What it means that a program answered with a status and its log has no line about it. */
export interface AbsenceHint {
  readonly id: string
  readonly program: string
  readonly meaning: string
  readonly supports?: SupportedCause
  readonly next: string
  readonly source: string
}

interface AbsenceRule extends AbsenceHint {
  readonly status: number
}

const rules: readonly AbsenceRule[] = [
  {
    id: 'nginx-silent-503',
    program: 'nginx',
    status: 503,
    meaning:
      'nginx said 503 and logged no limit: its configuration says so (return 503, a maintenance page, error_page =503)',
    supports: 'deployment_in_progress',
    next: 'grep -rnE "return 503|=503" /etc/nginx/',
    source: 'captures nginx__return_503__503.log, nginx__maintenance_flag_file__503.log',
  },
  {
    id: 'apache-silent-503',
    program: 'apache',
    status: 503,
    meaning: 'httpd said 503 and logged no error: a RewriteRule or Redirect with status 503, or ErrorDocument',
    supports: 'deployment_in_progress',
    next: 'grep -rnE "R=503|Redirect.*503" /etc/apache2/ /etc/httpd/',
    source: 'captures apache__redirect_503__503.log, apache__errordocument_text__503.log',
  },
  {
    id: 'varnish-silent-503',
    program: 'varnish',
    status: 503,
    meaning: 'Varnish said 503 and fetched nothing: synth() in its VCL',
    supports: 'deployment_in_progress',
    next: 'grep -rn "synth(503" /etc/varnish/',
    source: 'capture varnish__synth_maintenance__503.log',
  },
  {
    id: 'haproxy-silent-503',
    program: 'haproxy',
    status: 503,
    meaning: 'HAProxy said 503 and logged no request: a monitor-uri that fails (it is not logged), or logging is off',
    next: 'grep -nE "monitor|dontlog|^ *log " /etc/haproxy/haproxy.cfg',
    source: 'capture haproxy__monitor_uri_fail__503.log',
  },
]

/**
 * What the silence of a log means: every line of it is routine (`isRoutine`). A line of trouble, and one that nobody knows,
 * may be the reason, and then the log is not silent. Give only lines that were really read and that cover the time of the
 * response: a log that could not be read says nothing.
 */
export function absenceHints(read: {
  readonly program: string
  readonly status: number
  readonly lines: readonly string[]
}): readonly AbsenceHint[] {
  const held = rules.filter(({ program, status }) => program === read.program && status === read.status)
  if (held.length === 0 || !read.lines.every((line) => isRoutine(read.program, line))) return []
  return held.map(({ status: _status, ...hint }) => hint)
}
