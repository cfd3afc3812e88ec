import type { OutgoingMessage } from '../messages.js';
import type { EncodedMessage } from './confirmed-publishing.js';

/** @throws when the content is no JSON value */
export function encodeMessage(message: OutgoingMessage, appId: string): EncodedMessage {
  const { exchange, routingKey, content, messageId, type, headers } = message;
  return {
    exchange,
    routingKey,
    content: Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content)),
    properties: {
      messageId,
      type,
      appId,
      contentType: 'application/json',
      ...(headers === undefined ? {} : { headers }),
    },
  };
}
