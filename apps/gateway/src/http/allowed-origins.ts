import { GatewayConfig } from '../app.config.js';

/** Origins of pages that may call the gateway from elsewhere, besides its own. */
export function allowedOrigins({ PUBLIC_URL, ALLOWED_ORIGINS }: GatewayConfig): string[] {
  return [...(PUBLIC_URL === undefined ? [] : [PUBLIC_URL]), ...ALLOWED_ORIGINS].map((url) => new URL(url).origin);
}

/** A page of this very host, a listed one, or no page at all (a program). */
export function isAllowedOrigin(origin: string | undefined, host: string | undefined, allowed: string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
