import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { rootCertificates } from 'node:tls';
import { buildConnector } from 'undici';
import { checkAddress, guardedLookup } from './address-guard.js';
import type { AddressRule } from './address-guard.js';
import { certificateProblem, describeProblem } from './domain/certificate-problem.js';
import type { CertificateProblem } from './domain/certificate-problem.js';

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
  readonly problem: CertificateProblem;

  constructor(
    readonly code: string,
    detail: string,
  ) {
    const problem = certificateProblem(code);
    super(
      `the certificate of the Evolution server is not trusted: ${describeProblem(problem)} (${detail}). Trust its authority, or confirm ` +
        `exactly this certificate, in the server's settings; for the server of the environment with EVOLUTION_CA_FILE (a PEM file) ` +
        `or EVOLUTION_CERT_SHA256 (its SHA-256 fingerprint)`,
    );
    this.name = 'UntrustedCertificate';
    this.problem = problem;
  }
}

const verificationErrors =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

export interface ConnectorOptions {
  trust: TlsTrust;
  /** Where the server may be; absent: anywhere. */
  addresses?: AddressRule;
  /** Milliseconds. */
  timeout: number;
}

/** Connects for undici. A socket is handed over, and a byte of HTTP written, only once its address and certificate are trusted. */
export function trustingConnector({ trust, addresses, timeout }: ConnectorOptions): buildConnector.connector {
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
    ...(addresses === undefined ? {} : { lookup: guardedLookup(addresses) }),
  });
  return (options, callback) => {
    try {
      requireAllowedLiteral(options.hostname, addresses);
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    connect(options, (error, socket) => {
      if (error !== null) callback(explain(error), null);
      else if (pins.size > 0 && options.protocol === 'https:') handOverPinned(socket as TLSSocket, pins, callback);
      else callback(null, socket);
    });
  };
}

/** An address in the place of a name is not looked up. */
function requireAllowedLiteral(hostname: string, addresses: AddressRule | undefined): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (addresses !== undefined && isIP(host) !== 0) checkAddress(host, host, addresses);
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
