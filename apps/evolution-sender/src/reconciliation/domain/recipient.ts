/**
 * One spelling for the several that WhatsApp and Evolution use for the same chat: with or without device, with or without
 * the digit that Brazilian, Mexican and Argentine mobile numbers carry in one form and not in the other.
 */
export function canonicalRecipient(address: string): string {
  const [user = '', server = 's.whatsapp.net'] = address.trim().split('@');
  const name = user.split(':')[0] ?? '';
  if (server !== 's.whatsapp.net' && server !== 'c.us') return `${name}@${server}`;
  return `${withoutExtraDigit(name.replaceAll(/\D/g, ''))}@s.whatsapp.net`;
}

function withoutExtraDigit(phone: string): string {
  return phone
    .replace(/^(55\d{2})9(\d{8})$/, '$1$2')
    .replace(/^(52)1(\d{10})$/, '$1$2')
    .replace(/^(54)9(\d{10})$/, '$1$2');
}
