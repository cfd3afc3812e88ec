import type { CardToSend, ContactCard } from '@bkcrm/contracts';

/** A card that we send, as all cards are shown. */
export function cardContent({ name, phone, organization, email }: CardToSend): ContactCard {
  return {
    name,
    phones: [{ number: phone, whatsappId: phone.replaceAll(/\D/g, '') }],
    ...(email === undefined ? {} : { emails: [email] }),
    ...(organization === undefined ? {} : { organization }),
  };
}
