import { classOf, normaliseEvent } from '@bkcrm/contracts';
import { elementsOf } from './elements.js';
import type { InboundFact } from './inbound-fact.js';
import { ignored, malformed } from './inbound-fact.js';
import { readCall } from './read-call.js';
import { readConnection, readLifecycle, readQrCode } from './read-connection.js';
import { readContact } from './read-contact.js';
import { readDeletion } from './read-deletion.js';
import { readMessage } from './read-message.js';
import { readPresence } from './read-presence.js';
import { readOwnEdit, readProtocolMessage } from './read-protocol-message.js';
import { readStatusUpdate } from './read-status.js';
import type { WebhookContext } from './webhook-context.js';

type ElementReader = (element: unknown, context: WebhookContext, event: string) => InboundFact | InboundFact[];

const elementReaders = new Map<string, ElementReader>([
  ['messages.upsert', (element, context) => readMessage(element, 'live', context)],
  ['messages.set', (element, context) => readMessage(element, 'history', context)],
  ['send.message', (element, context) => readMessage(element, 'api', context)],
  ['messages.edited', readProtocolMessage],
  ['send.message.update', readOwnEdit],
  ['messages.update', readStatusUpdate],
  ['messages.delete', readDeletion],
  ['contacts.set', (element, context, event) => readContact(element, event, context)],
  ['contacts.upsert', (element, context, event) => readContact(element, event, context)],
  ['contacts.update', (element, context, event) => readContact(element, event, context)],
  ['call', readCall],
  ['presence.update', readPresence],
]);

/**
 * Everything that one webhook tells us, in the payload's order. `event` in any spelling; `data` as it came, from any
 * version. Never throws: what cannot be understood is a `malformed` fact of its own and spoils nothing beside it.
 */
export function readWebhook(event: string, instance: string, data: unknown, context: WebhookContext): InboundFact[] {
  const name = normaliseEvent(event);
  const read = elementReaders.get(name);
  if (read) return readElements(read, name, data, context);
  if (name === 'connection.update') return [readConnection(data, instance)];
  if (name === 'qrcode.updated') return [readQrCode(data, instance, context.receivedAt)];
  if (/^((status|logout|remove)\.instance|instance\.(create|delete))$/.test(name)) {
    return [readLifecycle(name, data, instance)];
  }
  // It may carry anything, also a message: somebody has to look.
  if (name === 'unknown') return [malformed('webhook without an event')];
  return [classOf(name) === 'p0' ? malformed(`unknown event ${name}`) : ignored(`event ${name}`)];
}

function readElements(read: ElementReader, event: string, data: unknown, context: WebhookContext): InboundFact[] {
  const elements = elementsOf(data);
  if (!elements) return [malformed(`${event}: data is neither object nor array`)];
  return elements.flatMap((element) => {
    try {
      return read(element, context, event);
    } catch (error) {
      // A payload that breaks a reader is kept and looked at; its neighbours on the page are not to suffer.
      return malformed(`${event}: reader failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}
