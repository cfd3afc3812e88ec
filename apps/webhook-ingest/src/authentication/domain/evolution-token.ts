import { createHmac, timingSafeEqual } from 'node:crypto';

/** Evolution's token lives ten minutes but is made once per event, before about half an hour of retries. */
const expiryLeewaySeconds = 30 * 60;
const lifetimeSeconds = 10 * 60;
const clockSkewSeconds = 10 * 60;

/** Whether this is a token that Evolution made with one of the keys (HS256, for a webhook), young enough to be one of its retries. */
export function isEvolutionToken(token: string, keys: readonly string[], now: Date): boolean {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || signature === '' || parse(header)?.['alg'] !== 'HS256') return false;
  const signed = keys.filter((key) => isSignedWith(key, `${header}.${payload}`, signature)).length > 0;
  const claims = parse(payload);
  return signed && claims !== undefined && isForWebhooks(claims) && isTimely(claims, now.getTime() / 1000);
}

function isSignedWith(key: string, content: string, signature: string): boolean {
  const expected = createHmac('sha256', key).update(content).digest();
  const given = Buffer.from(signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const isForWebhooks = (claims: Record<string, unknown>): boolean =>
  claims['app'] === 'evolution' && claims['action'] === 'webhook';

function isTimely({ iat, exp }: Record<string, unknown>, nowSeconds: number): boolean {
  if (typeof iat !== 'number' || iat > nowSeconds + clockSkewSeconds) return false;
  const expiry = typeof exp === 'number' ? exp : iat + lifetimeSeconds;
  return nowSeconds <= expiry + expiryLeewaySeconds;
}

function parse(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
