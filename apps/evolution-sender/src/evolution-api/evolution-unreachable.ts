import { UntrustedCertificate } from './tls-trust.js';

/** `net`: no connection, or it broke; `tls`: not trusted; `slow`: no answer in time. */
export type UnreachableReason = 'net' | 'tls' | 'slow';

/** There is no answer. When nothing was `written`, the server cannot have done anything; otherwise nobody knows. */
export class EvolutionUnreachable extends Error {
  constructor(
    readonly reason: UnreachableReason,
    readonly written: boolean,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.name = 'EvolutionUnreachable';
  }
}

const slow = /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/;
const tls = /^(ERR_SSL_|ERR_TLS_|EPROTO)/;

/** What an error of the HTTP client means. */
export function unreachable(cause: Error, written: boolean): EvolutionUnreachable {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (cause instanceof UntrustedCertificate || tls.test(code)) return new EvolutionUnreachable('tls', written, cause);
  return new EvolutionUnreachable(slow.test(code) ? 'slow' : 'net', written, cause);
}
