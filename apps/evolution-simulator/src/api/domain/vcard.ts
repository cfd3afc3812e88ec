export interface ContactCard {
  fullName: string;
  phoneNumber: string;
  wuid?: string;
  organization?: string;
  email?: string;
  url?: string;
}

/** The card as Evolution writes it. */
export function vcardOf({ fullName, phoneNumber, wuid, organization, email, url }: ContactCard): string {
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `N:${fullName}`, `FN:${fullName}`];
  if (organization) lines.push(`ORG:${organization};`);
  if (email) lines.push(`EMAIL:${email}`);
  if (url) lines.push(`URL:${url}`);
  const waid = wuid ?? `${phoneNumber.replaceAll(/\D/g, '')}@s.whatsapp.net`;
  lines.push(`item1.TEL;waid=${waid}:${phoneNumber}`, 'item1.X-ABLabel:Celular', 'END:VCARD');
  return lines.join('\n');
}
