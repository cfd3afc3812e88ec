/** Addresses of WhatsApp: a phone (`…@s.whatsapp.net`), its opaque twin (`…@lid`) or a group (`…@g.us`). */
const suffixes = ['@s.whatsapp.net', '@lid', '@g.us', '@broadcast'] as const;

export const phoneJid = (phone: string): string => `${phone}@s.whatsapp.net`;
export const isGroupJid = (jid: string): boolean => jid.endsWith('@g.us');
export const isLidJid = (jid: string): boolean => jid.endsWith('@lid');

/** The part before `@`, without the device. */
export const userOf = (jid: string): string => (jid.split('@')[0] ?? '').split(':')[0] ?? '';

export const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

/** The address that Evolution makes of the `number` of a request. */
export function jidOfNumber(number: string): string {
  if (suffixes.some((suffix) => number.endsWith(suffix))) return number.replace(/:\d+@/, '@');
  const digits = digitsOf(number);
  if (digits.length >= 18) return `${digits}@g.us`;
  return phoneJid(withoutMobileDigit(digits));
}

/** Evolution drops the ninth digit from area code 31 on, and the extra digit of Mexican and Argentine mobiles. */
function withoutMobileDigit(digits: string): string {
  const match = /^(\d{2})(\d{2})(\d)(\d{8})$/.exec(digits);
  if (match === null) return digits;
  const [, country = '', area = '', , subscriber = ''] = match;
  if (country === '55') return Number(area) < 31 || Number(subscriber[0]) < 7 ? digits : country + area + subscriber;
  if (country === '52' || country === '54') return country + digits.slice(3);
  return digits;
}

/** A Brazilian mobile with and without its ninth digit; any other number alone. */
export function phoneVariants(phone: string): string[] {
  const match = /^55(\d{2})9?(\d{8})$/.exec(phone);
  if (match === null) return [phone];
  const [, area = '', subscriber = ''] = match;
  return [...new Set([phone, `55${area}9${subscriber}`, `55${area}${subscriber}`])];
}
