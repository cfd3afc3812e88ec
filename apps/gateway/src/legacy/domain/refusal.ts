/** Payload of the event `error`: the sentence, our stable code, and which event is meant. */
export interface Refusal {
  message: string;
  error: string;
  event: string;
  /** After which it may be tried again. */
  retryAfterMs?: number;
}

export function refuse(
  event: string,
  { code, message, retryAfterMs }: { code: string; message: string; retryAfterMs?: number },
): Refusal {
  return { message, error: code, event, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
