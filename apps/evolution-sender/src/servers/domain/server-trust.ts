import type { TlsTrust } from '../../evolution-api/tls-trust.js';

/** Why a server's certificate is believed, as its row says. */
export type ServerTrust =
  | { kind: 'public' }
  /** PEM bundle of authorities, or a self-signed certificate, besides the public ones. */
  | { kind: 'ca'; pem: string }
  /** SHA-256 fingerprints: exactly these certificates, whatever their name and date. */
  | { kind: 'pins'; fingerprints: string[] }
  /** Whatever it shows. A last resort, shown as insecure wherever the server is. */
  | { kind: 'insecure' };

export function toTlsTrust(trust: ServerTrust): TlsTrust {
  if (trust.kind === 'ca') return { ca: trust.pem };
  if (trust.kind === 'pins') return { pins: trust.fingerprints };
  return { insecure: trust.kind === 'insecure' };
}
