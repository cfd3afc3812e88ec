/** Whether two WhatsApp addresses (JIDs or phone digits) are the same chat: a phone may come back in its other spelling. */
export function isSameRecipient(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other);
}

/** JIDs under which Evolution may have stored what was sent to a recipient. */
export function possibleJids(recipient: string): string[] {
  if (recipient.includes('@') && !recipient.endsWith('@s.whatsapp.net')) return [recipient];
  const digits = digitsOf(recipient);
  const other = digits
    .replace(/^55(\d\d)9(\d{8})$/, '55$1$2')
    .replace(/^521(\d{10})$/, '52$1')
    .replace(/^549(\d{10})$/, '54$1');
  const withNinth = digits.replace(/^55(\d\d)([6-9]\d{7})$/, '55$19$2');
  return [...new Set([digits, other, withNinth])].map((phone) => `${phone}@s.whatsapp.net`);
}

function keyOf(address: string): string {
  const [, domain = 's.whatsapp.net'] = address.split('@');
  const digits = digitsOf(address);
  if (domain !== 's.whatsapp.net') return `${digits}@${domain}`;
  return digits
    .replace(/^55([1-9][1-9])9([6-9]\d{7})$/, '55$1$2')
    .replace(/^521(\d{10})$/, '52$1')
    .replace(/^549(\d{10})$/, '54$1');
}

/** Of `5511987650123:12@s.whatsapp.net`: the phone, without the device behind the colon. */
const digitsOf = (address: string): string => (address.split(/[@:]/)[0] ?? '').replaceAll(/\D/g, '');
