/** What is wrong with a certificate, in words that stay. `changed`: it is not one of those that are pinned. */
export type CertificateProblem =
  'expired' | 'not-yet-valid' | 'wrong-host' | 'self-signed' | 'unknown-issuer' | 'changed' | 'invalid';

const problems: Readonly<Record<string, CertificateProblem>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-host',
  HOSTNAME_MISMATCH: 'wrong-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
  FINGERPRINT_MISMATCH: 'changed',
};

const sentences: Readonly<Record<CertificateProblem, string>> = {
  expired: 'it has expired',
  'not-yet-valid': 'its time has not begun',
  'wrong-host': 'it is for another host name',
  'self-signed': 'it is signed by itself',
  'unknown-issuer': 'nobody we know has issued it',
  changed: 'it is not the one that was confirmed',
  invalid: 'it is not valid',
};

/** By the code that Node gives the error. */
export const certificateProblem = (code: string): CertificateProblem => problems[code] ?? 'invalid';

export const describeProblem = (problem: CertificateProblem): string => sentences[problem];
