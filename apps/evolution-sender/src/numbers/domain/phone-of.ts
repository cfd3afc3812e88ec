/** The digits of an account's address (`5511…:3@s.whatsapp.net`); null for anything that is no phone. */
export function phoneOf(jid: string | null): string | null {
  return /^(\d+)(:\d+)?@s\.whatsapp\.net$/.exec(jid ?? '')?.[1] ?? null;
}
