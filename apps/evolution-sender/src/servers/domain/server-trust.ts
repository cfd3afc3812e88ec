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

interface EnvironmentTrust {
  EVOLUTION_CA_FILE?: string;
  EVOLUTION_CERT_SHA256?: string[];
  EVOLUTION_TLS_INSECURE: boolean;
}

/** The same for the server that the environment configures, for showing: the authority's file stays where it is. */
export function trustOfEnvironment(config: EnvironmentTrust): ServerTrust {
  const { EVOLUTION_CA_FILE: pem, EVOLUTION_CERT_SHA256: fingerprints = [] } = config;
  if (fingerprints.length > 0) return { kind: 'pins', fingerprints };
  if (config.EVOLUTION_TLS_INSECURE) return { kind: 'insecure' };
  return pem === undefined ? { kind: 'public' } : { kind: 'ca', pem };
}

/** A row holds what its kind needs and nothing else. */
export function toServerTrust({
  kind,
  pem,
  fingerprints,
}: {
  kind: ServerTrust['kind'];
  pem?: string;
  fingerprints?: string[];
}): ServerTrust {
  if (kind === 'ca') return { kind, pem: pem ?? '' };
  if (kind === 'pins') return { kind, fingerprints: fingerprints ?? [] };
  return { kind };
}
