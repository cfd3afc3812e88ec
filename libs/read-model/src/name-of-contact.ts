/** What somebody is called who may have no name: by the phone, if that is known. */
export const nameOfContact = (name: string | null, phone: string | null): string =>
  name ?? (phone === null ? '?' : `+${phone}`);
