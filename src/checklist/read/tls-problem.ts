import type { Failed } from '../../probe/answer.ts'

/**
 * What stood between us and an answer, where that is a matter of how we ask: an authority unknown here, a name that the
 * certificate is not for, a client's certificate, the wrong protocol. An expired certificate is none of these.
 */
export type TlsProblem = 'untrusted' | 'other-name' | 'client-certificate' | 'handshake' | 'plain' | 'http2'

/** By the codes that Node puts behind its words (X509_verify_cert_error_string(3), SSL alerts of RFC 8446 section 6). */
const problems: readonly (readonly [RegExp, TlsProblem])[] = [
  [
    /DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|CERT_UNTRUSTED|self[- ]signed certificate|unable to verify the first certificate|unable to get (?:local )?issuer certificate/i,
    'untrusted',
  ],
  [/ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames/i, 'other-name'],
  [/alert certificate required|ALERT_CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE\b/i, 'client-certificate'],
  [/ALERT_HANDSHAKE_FAILURE|ALERT_PROTOCOL_VERSION/i, 'handshake'],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/i, 'plain'],
  // A SETTINGS frame (RFC 9113 section 6.5) where an answer of HTTP/1.1 should be, or no protocol in common.
  [/NO_APPLICATION_PROTOCOL|got "\\u0000\\u0000(?:\\u00[0-9a-f]{2}|\\[bfnrt"\\]|[^\\])\\u0004/i, 'http2'],
]

export function tlsProblemOf({ detail }: Pick<Failed, 'detail'>): TlsProblem | undefined {
  return problems.find(([pattern]) => pattern.test(detail))?.[1]
}
