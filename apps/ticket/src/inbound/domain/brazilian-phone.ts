/**
 * WhatsApp spells the phones of three countries in two ways, and a person must stay one person under both:
 * Brazilian mobiles with and without the ninth digit, Mexican ones as 521… and 52…, Argentinian ones as 549… and 54….
 */

// A Brazilian area code has no zero. What follows the ninth digit starts with 6–9 where the old, eight-digit number
// was a mobile; 2–5 after it is a newer number whose eight digits may be somebody's landline, so that it keeps its 9.
const brazilianWithNinth = /^55([1-9][1-9])9([6-9]\d{7})$/;
const mexicanMobile = /^521(\d{10})$/;
const argentinianMobile = /^549(\d{10})$/;

/**
 * The form of a phone that identifies a person: digits only, one form for all the spellings that WhatsApp treats as one.
 * It is a key, not something to dial or show; idempotent.
 */
export function canonicalPhone(phone: string): string {
  return digitsOf(phone)
    .replace(brazilianWithNinth, '55$1$2')
    .replace(mexicanMobile, '52$1')
    .replace(argentinianMobile, '54$1');
}

function digitsOf(phone: string): string {
  return phone.replaceAll(/\D/g, '');
}

/** Every spelling that WhatsApp may use for a phone: digits, the one given among them. */
export function spellingsOf(phone: string): string[] {
  const canonical = canonicalPhone(phone);
  const longer = [
    canonical.replace(/^55([1-9][1-9])([6-9]\d{7})$/, '55$19$2'),
    canonical.replace(/^52(\d{10})$/, '521$1'),
    canonical.replace(/^54(\d{10})$/, '549$1'),
  ];
  return [...new Set([digitsOf(phone), canonical, ...longer])];
}
