const censored = '[redacted]';
/** Names of fields whose values never belong into a log. */
const secretNames = /^(apikey|password|token|accesstoken|refreshtoken|authorization|secret|cookie|set-cookie)$/i;
/** Phones and LIDs as WhatsApp writes them, not a part of an id: digits of a UUID stand beside a hyphen. */
const address = /(?<![\w.-])\d{10,15}(?![\w-]|\.\d)/g;
const deepest = 6;

/** A text without phones: of each, the first four digits and the last two stay, so that one can be told from another. */
export function maskText(text: string): string {
  return text.replaceAll(
    address,
    (digits) => `${digits.slice(0, 4)}${'*'.repeat(digits.length - 6)}${digits.slice(-2)}`,
  );
}

/** What may be logged of a value: without secrets, phones and whatever an error carries beside its message. */
export function mask(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value);
  if (value instanceof Error) return maskError(value, depth);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === deepest) return censored;
  if (Array.isArray(value)) return value.map((item) => mask(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, secretNames.test(name) ? censored : mask(part, depth + 1)]),
  );
}

/**
 * Type, message, code, stack and cause. The database's errors carry whole rows beside that, and those of malformed values (class 22)
 * quote them in the message; what cannot be parsed as JSON is quoted there as well.
 */
function maskError(error: Error, depth: number): object {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const sentence = sentenceOf(error, code);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: sentence,
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    stack: maskText([`${error.name}: ${sentence}`, ...frames].join('\n')),
    ...(error instanceof AggregateError && { errors: mask(error.errors, depth + 1) }),
    ...(error.cause !== undefined && depth < deepest && { cause: mask(error.cause, depth + 1) }),
  };
}

function sentenceOf({ name, message }: Error, code: unknown): string {
  if (typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code)) return 'the database does not take a value';
  return maskText(name === 'SyntaxError' ? message.replaceAll(/"[^]*"/g, '"…"') : message);
}
