import type { IncomingHttpHeaders } from 'node:http';

interface Addressed {
  /** Of the connection. */
  address: string;
  headers: IncomingHttpHeaders;
}

/**
 * The client's address, as far as it can be believed: each trusted proxy has added the one it was called from. The same rule as
 * Express' `trust proxy`, for sockets, which Express never sees.
 */
export function addressOf({ address, headers }: Addressed, trustedProxies: number): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().flatMap((value) => value.split(','));
  const hops = [...forwarded.map((hop) => hop.trim()).filter((hop) => hop !== ''), address];
  return hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? address;
}
