import type { CertificateSeen } from '@bkcrm/contracts';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { checkAddress, guardedLookup } from '../evolution-api/address-guard.js';
import type { AddressRule } from '../evolution-api/address-guard.js';
import { certificateProblem } from '../evolution-api/domain/certificate-problem.js';

const patienceMs = 10_000;

/**
 * Shakes hands with a server and hangs up: what certificate it shows, and what speaks against it. Nothing is sent, no key and
 * no request; so it is the one place where the certificate is not verified first.
 * @throws AddressRefused, or what connecting throws
 */
export async function lookAtCertificate(url: URL, rule: AddressRule | undefined): Promise<CertificateSeen> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (rule !== undefined && isIP(host) !== 0) checkAddress(host, host, rule);
  const socket = connect({
    host,
    port: Number(url.port || 443),
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(rule === undefined ? {} : { lookup: guardedLookup(rule) }),
  });
  const timer = setTimeout(() => socket.destroy(new Error(`${url.host} does not shake hands`)), patienceMs);
  try {
    await once(socket, 'secureConnect');
    return describe(socket, host);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function describe(socket: TLSSocket, host: string): CertificateSeen {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new Error('the server shows no certificate');
  // The types say Error, Node gives the code.
  const failure: unknown = socket.authorized ? null : socket.authorizationError;
  const matches = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  return {
    fingerprint: certificate.fingerprint256,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
    matchesHost: matches !== undefined,
    problem: failure === null ? null : certificateProblem(codeOf(failure)),
  };
}

const codeOf = (failure: unknown): string =>
  failure instanceof Error ? String('code' in failure ? failure.code : failure.message) : String(failure);

/** Node writes one part of a name on each line. */
const oneLine = (name: string | undefined): string => (name ?? '').trim().split('\n').join(', ');
