/** Short names of Envoy's response flags, by the long ones of `%RESPONSE_FLAGS_LONG%`. */
const shortNames: Readonly<Record<string, string>> = {
  FailedLocalHealthCheck: 'LH',
  NoHealthyUpstream: 'UH',
  UpstreamRequestTimeout: 'UT',
  LocalReset: 'LR',
  UpstreamRemoteReset: 'UR',
  UpstreamConnectionFailure: 'UF',
  UpstreamConnectionTermination: 'UC',
  UpstreamOverflow: 'UO',
  NoRouteFound: 'NR',
  FaultInjected: 'FI',
  RateLimited: 'RL',
  UnauthorizedExternalService: 'UAEX',
  RateLimitServiceError: 'RLSE',
  UpstreamRetryLimitExceeded: 'URX',
  StreamIdleTimeout: 'SI',
  UpstreamProtocolError: 'UPE',
  UpstreamMaxStreamDurationReached: 'UMSDR',
  NoFilterConfigFound: 'NFCF',
  OverloadManagerTerminated: 'OM',
  OverloadManager: 'OM',
  DnsResolutionFailed: 'DF',
  DropOverload: 'DO',
  NoClusterFound: 'NC',
}

/**
 * `503 UH no_healthy_upstream - "…"` behind a request that has no blanks, at most behind a prefix without quotes; the reason of
 * the transport stands in quotes in Istio's format. `- - -` is the request of a TCP connection.
 */
const httpLine =
  /^[^"\n]{0,200}"(?:[A-Z][A-Z_-]{0,30}|-) \S{1,4000} (?:HTTP\/[\d.]{1,3}|-)" (\d{1,3}) ([A-Z][A-Z,]{1,60}) (\S{1,600})(?: \S{1,300} "([^"\n]{0,300})")?/

/** A line of Envoy's access log that has response flags, as ` 503 envoy UH no_healthy_upstream `; undefined for any other line. */
export function readEnvoyLine(line: string): string | undefined {
  const [, status, flags, details, reason] = httpLine.exec(line) ?? []
  return status === undefined || flags === undefined ? undefined : render(status, flags, [details, reason])
}

/** The same of a record in JSON, whose keys the configuration chose. */
export function readEnvoyRecord(fields: readonly (readonly [key: string, value: string])[]): string | undefined {
  const valueOf = (key: RegExp): string | undefined => fields.find(([name]) => key.test(name))?.[1]
  const flags = valueOf(/response[_.-]?flags/i)
  if (flags === undefined || !/^[A-Za-z][A-Za-z,]{1,200}$/.test(flags)) return undefined
  const status = valueOf(/response[_.-]?code$|^status(?:[_.-]?code)?$|^code$/i) ?? '0'
  const short = flags.split(',').map((flag) => shortNames[flag] ?? flag)
  return render(status, short.join(','), [valueOf(/details$/i), valueOf(/transport[_.-]?failure[_.-]?reason/i)])
}

function render(status: string, flags: string, reasons: readonly (string | undefined)[]): string {
  return ` ${status} envoy ${flags} ${reasons.filter((reason) => reason !== undefined).join(' ')} `
}
