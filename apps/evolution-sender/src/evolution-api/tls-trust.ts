import type { TLSSocket } from 'node:tls';
import { rootCertificates } from 'node:tls';
import { buildConnector } from 'undici';

/** Why the server's certificate is believed. */
export interface TlsTrust {
  /** PEM bundle of authorities to trust besides the public ones. */
  ca?: string;
  /** SHA-256 fingerprints, with or without colons: exactly these certificates are trusted, whatever their name and date. */
  pins?: readonly string[];
  /** Trusts everything. */
  insecure?: boolean;
}

/** The server showed a certificate that was not expected; nothing was sent to it. */
export class UntrustedCertificate extends Error {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(
      `the certificate of the Evolution server is not trusted (${detail}). Trust its authority with EVOLUTION_CA_FILE (a PEM file), ` +
        `or exactly this certificate with EVOLUTION_CERT_SHA256 (its SHA-256 fingerprint)`,
    );
    this.name = 'UntrustedCertificate';
  }
}

const verificationErrors =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

/** Connects for undici. A socket is handed over, and a byte of HTTP written, only once its certificate is trusted. */
export function trustingConnector(trust: TlsTrust, timeout: number): buildConnector.connector {
  const pins = new Set((trust.pins ?? []).map(plainFingerprint));
  const unverified = pins.size > 0 || trust.insecure === true;
  const connect = buildConnector({
    timeout,
    allowH2: false,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !unverified,
    ...(trust.ca === undefined ? {} : { ca: [...rootCertificates, trust.ca] }),
    // A resumed session would not show the certificate again.
    ...(pins.size > 0 ? { maxCachedSessions: 0 } : {}),
  });
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error !== null) callback(explain(error), null);
      else if (pins.size > 0 && options.protocol === 'https:') handOverPinned(socket as TLSSocket, pins, callback);
      else callback(null, socket);
    });
  };
}

function handOverPinned(socket: TLSSocket, pins: ReadonlySet<string>, callback: buildConnector.Callback): void {
  const { fingerprint256 } = socket.getPeerCertificate();
  if (fingerprint256 && pins.has(plainFingerprint(fingerprint256))) {
    callback(null, socket);
    return;
  }
  socket.destroy();
  callback(new UntrustedCertificate('FINGERPRINT_MISMATCH', `its SHA-256 fingerprint is ${fingerprint256}`), null);
}

function explain(error: Error): Error {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return verificationErrors.test(code) ? new UntrustedCertificate(code, code) : error;
}

const plainFingerprint = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();
