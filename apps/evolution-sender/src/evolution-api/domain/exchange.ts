/** What came of a call to Evolution. */
export type Exchange =
  /** `body` is parsed JSON, or the text when it was none. */
  | { kind: 'answered'; status: number; body: unknown; retryAfterSeconds?: number }
  /** `sent` is false when certainly not one byte of the request has left; otherwise it may have had its effect. */
  | { kind: 'unanswered'; sent: boolean; code: string; message: string };

/** The text of Evolution's error body, for logs and stored details: short, one line, never a whole answer. */
export function describeExchange(exchange: Exchange): string {
  const text =
    exchange.kind === 'unanswered'
      ? `${exchange.code}: ${exchange.message}`
      : `${exchange.status} ${exchange.status < 300 ? '' : JSON.stringify(errorMessage(exchange.body) ?? 'no reason given')}`;
  return text.trim().slice(0, 300);
}

/** `response.message` of Evolution's error body (`{ status, error, response: { message } }`). */
export function errorMessage(body: unknown): unknown {
  const response = field(body, 'response');
  return field(response, 'message') ?? (response === undefined ? field(body, 'message') : undefined);
}

/** A property of what may be an object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A property of what may be an object, when it is a text with something in it. */
export function textField(value: unknown, name: string): string | undefined {
  const text = field(value, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
