/** Bounds of everything that can wait or grow. Times in milliseconds. */
export interface SshLimits {
  /** Name lookup and TCP connect. */
  readonly connectMs: number
  /** From the TCP connection to a logged-in session. */
  readonly handshakeMs: number
  /** Opening one channel on a logged-in connection. */
  readonly channelMs: number
  /** From the exec request to the script's first frame: the login files run in it. */
  readonly shellMs: number
  /** How long a killed script has to disappear before the next way to kill it is tried. */
  readonly killMs: number
  /** Pause between two keepalives; a peer that misses `keepaliveCount` of them is lost. */
  readonly keepaliveMs: number
  readonly keepaliveCount: number
  /** How long a failed connection is remembered, so that one run does not wait twice for the same dead host. */
  readonly failureMemoryMs: number
  /** TCP connects at the same time: they wait for the network. */
  readonly connectsAtOnce: number
  /** Most logins with their first script at the same time: they wait for processors, ours or shared ones. */
  readonly hostsAtOnce: number
  /** Lines of one section. */
  readonly lines: number
  /** Bytes of login noise before the script's first frame. */
  readonly noiseBytes: number
}

/**
 * 4 s: a SYN is repeated after 1 and 3 s (Linux). 6 s: sshd answers within 0.1 s even on a loaded machine, a name lookup
 * of our address (UseDNS) may add 5 s. Keepalive 10 s × 2: a half-open peer is found while the engineer still looks.
 * 64 hosts: more of them were slower on the machines measured.
 */
export const defaultLimits: SshLimits = {
  connectMs: 4000,
  handshakeMs: 6000,
  channelMs: 5000,
  shellMs: 5000,
  killMs: 700,
  keepaliveMs: 10_000,
  keepaliveCount: 2,
  failureMemoryMs: 5000,
  connectsAtOnce: 256,
  hostsAtOnce: 64,
  lines: 20_000,
  noiseBytes: 65_536,
}
