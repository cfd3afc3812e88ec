export interface Unconfirmed {
  kind: string;
  attempts: number;
  /** When the last attempt ended without an answer. */
  endedAt: Date;
  numberIsOpen: boolean;
  /** When the last webhook of the number came, if one did. */
  lastWebhookAt: Date | null;
}

/** A message that is still not confirmed after so many attempts is for a person to look at. */
const mostAttempts = 3;

/**
 * Whether a message that was looked for in vain may be sent again by itself, where that is allowed at all. Only text: a file sent
 * twice costs and confuses. And only when it would have been found: the number is open, and its webhooks arrive.
 */
export function mayResend({ kind, attempts, endedAt, numberIsOpen, lastWebhookAt }: Unconfirmed): boolean {
  const echoesArrive = lastWebhookAt !== null && lastWebhookAt > endedAt;
  return kind === 'text' && attempts < mostAttempts && numberIsOpen && echoesArrive;
}
