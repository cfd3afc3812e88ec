import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a hook of ours carries in `x-webhook-secret` beside `x-bkcrm-number`: HMAC-SHA256 of the number's id, in hex. */
export function numberSecret(secret: string, numberId: string): string {
  return createHmac('sha256', secret).update(numberId).digest('hex');
}

/** Whether the value was made for this number from any of the secrets, or is one of them itself. Takes the same time for every answer. */
export function verifyNumberSecret(secrets: readonly string[], numberId: string | undefined, given: string): boolean {
  let valid = false;
  for (const secret of secrets) {
    if (isEqual(given, secret)) valid = true;
    if (numberId !== undefined && isEqual(given, numberSecret(secret, numberId))) valid = true;
  }
  return valid;
}

function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
