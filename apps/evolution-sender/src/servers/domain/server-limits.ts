import type { ServerLimit } from '@bkcrm/contracts';
import type { ServerTrust } from './server-trust.js';

export interface JudgedServer {
  baseUrl: string;
  trust: ServerTrust;
  version: string | null;
  storesMessages: boolean | null;
}

/** 1.x has other routes and no retries at all. */
export const isUnsupported = (version: string): boolean => (majorMinor(version)?.[0] ?? 2) < 2;

/** What will not work, or not safely, for an administrator to know. */
export function limitsOf({ baseUrl, trust, version, storesMessages }: JudgedServer): ServerLimit[] {
  const [major = 0, minor = 0] = (version === null ? undefined : majorMinor(version)) ?? [];
  const found: [ServerLimit, boolean][] = [
    ['insecure-tls', baseUrl.startsWith('https:') && trust.kind === 'insecure'],
    // What never leaves the machine nobody can read.
    ['plain-http', /^http:\/\/(?!localhost\b|127\.|\[::1\])/.test(baseUrl)],
    ['version-unknown', major === 0],
    ['few-retries', major === 2 && minor < 3],
    ['stores-no-messages', storesMessages === false],
    ['storing-unknown', storesMessages === null],
  ];
  return found.filter(([, holds]) => holds).map(([limit]) => limit);
}

/** Whether whoever is in between may read and change what is said. */
export const isInsecure = (limits: readonly ServerLimit[]): boolean =>
  limits.includes('insecure-tls') || limits.includes('plain-http');

function majorMinor(version: string): [number, number] | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}
