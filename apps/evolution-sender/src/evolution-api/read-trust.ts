import { readFileSync } from 'node:fs';
import type { TlsTrust } from './tls-trust.js';

interface TrustSettings {
  EVOLUTION_URL: string;
  EVOLUTION_CA_FILE?: string;
  EVOLUTION_CERT_SHA256?: string[];
  EVOLUTION_TLS_INSECURE: boolean;
}

/**
 * What the configuration says about whom to trust.
 * @throws when it asks for a certificate although the address is plain HTTP: the key must not travel in clear by mistake
 */
export function readTrust(settings: TrustSettings): TlsTrust {
  const { EVOLUTION_CA_FILE: caFile, EVOLUTION_CERT_SHA256: pins = [], EVOLUTION_TLS_INSECURE: insecure } = settings;
  if ((caFile !== undefined || pins.length > 0) && !settings.EVOLUTION_URL.startsWith('https:'))
    throw new Error('EVOLUTION_URL is not https, but EVOLUTION_CA_FILE or EVOLUTION_CERT_SHA256 is set');
  return { ...(caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') }), pins, insecure };
}
