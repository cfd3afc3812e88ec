import { RequestRefused } from '../errors.js';

/** Where RabbitMQ takes replies for the channel that asks, without a queue. */
export const directReplyTo = 'amq.rabbitmq.reply-to';

interface WireError {
  code: string;
  status: number;
  message: string;
  details?: unknown;
}
type WireReply = { reply?: unknown } | { error: WireError };

export const encodeReply = (reply: unknown): Buffer => Buffer.from(JSON.stringify({ reply } satisfies WireReply));

export function encodeRefusal({ code, status, message, details }: RequestRefused): Buffer {
  return Buffer.from(JSON.stringify({ error: { code, status, message, details } } satisfies WireReply));
}

/** @throws RequestRefused when the answer is a refusal; SyntaxError when it is no JSON */
export function decodeReply(content: Buffer): unknown {
  const answer = JSON.parse(content.toString()) as WireReply;
  if (!('error' in answer)) return answer.reply;
  const { code, status, message, details } = answer.error;
  throw new RequestRefused(code, status, message, details);
}
