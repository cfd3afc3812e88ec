import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { rootCertificates } from 'node:tls';
import { Logger } from '@nestjs/common';
import { buildConnector } from 'undici';
import type { SenderConfig } from '../app.config.js';

type Connector = buildConnector.connector;

/** Evolution's certificate is not one we were told to trust. Not one byte of HTTP was sent. */
export class EvolutionNotTrusted extends Error {
  readonly code = 'EVOLUTION_NOT_TRUSTED';

  constructor(host: string, problem: string) {
    super(
      `the certificate of ${host} is not trusted (${problem}): give its authority in EVOLUTION_CA_FILE, or the certificate's SHA-256 fingerprint in EVOLUTION_CERT_SHA256`,
    );
    this.name = 'EvolutionNotTrusted';
  }
}

const connectTimeoutMs = 5_000;

/** Opens connections to Evolution, only to servers that the configuration trusts. */
export function trustingConnector(config: SenderConfig): Connector {
  const pins = config.EVOLUTION_CERT_SHA256 ?? [];
  if (config.EVOLUTION_TLS_INSECURE) {
    new Logger('EvolutionTrust').error(
      'INSECURE: EVOLUTION_TLS_INSECURE is on, so that anybody on the way can read and change everything sent to Evolution; use EVOLUTION_CA_FILE or EVOLUTION_CERT_SHA256',
    );
    return buildConnector({ timeout: connectTimeoutMs, rejectUnauthorized: false });
  }
  return pins.length > 0 ? pinnedConnector(pins.map(normalise)) : authorityConnector(config.EVOLUTION_CA_FILE);
}

/** The usual rules, with an authority of one's own beside the public ones. */
function authorityConnector(caFile: string | undefined): Connector {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    ...(caFile === undefined ? {} : { ca: [...rootCertificates, readFileSync(caFile, 'utf8')] }),
  });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(isDistrust(error) ? new EvolutionNotTrusted(options.hostname, codeOf(error)) : error, null);
    });
}

/**
 * Exactly the pinned certificates, whatever their name, date or authority. The check runs when the handshake is done and
 * before the socket is handed on; sessions are not resumed, because a resumed one shows no certificate.
 */
function pinnedConnector(pins: string[]): Connector {
  const connect = buildConnector({ timeout: connectTimeoutMs, rejectUnauthorized: false, maxCachedSessions: 0 });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      if (options.protocol !== 'https:') return callback(null, socket);
      const fingerprint = (socket as TLSSocket).getPeerX509Certificate()?.fingerprint256 ?? '';
      if (pins.includes(normalise(fingerprint))) return callback(null, socket);
      socket.destroy();
      return callback(new EvolutionNotTrusted(options.hostname, `its fingerprint is ${fingerprint}`), null);
    });
}

const normalise = (fingerprint: string): string => fingerprint.replaceAll(':', '').toUpperCase();

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** What OpenSSL and Node call certificates that do not pass. */
const isDistrust = (error: Error): boolean =>
  /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECODE)|CRL|INVALID_(CA|PURPOSE)|PATH_LENGTH|HOSTNAME_MISMATCH/.test(
    codeOf(error),
  );
