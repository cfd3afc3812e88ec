/** `5511987654321` as people write it; other countries keep their digits together. */
export function formatPhone(phone: string): string {
  const match = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(phone);
  return match === null ? `+${phone}` : `+55 ${match[1]} ${match[2]}-${match[3]}`;
}

interface Contact {
  name: string;
  phone: string | null;
}

/** Whether all that is known of somebody is a number. */
export const isNameless = (contact: Contact): contact is Contact & { phone: string } =>
  contact.phone !== null && contact.name === `+${contact.phone}`;

/** What to call somebody: who is only a number, by the number as people write it. */
export function nameOf(contact: Contact): string {
  return isNameless(contact) ? formatPhone(contact.phone) : contact.name;
}
