import { expect, it } from 'vitest';
import { eventOfPath } from './event-of-path.js';

it.each([
  ['/webhook/evolution', 'unknown'],
  ['/webhook/evolution/', 'unknown'],
  ['/', 'unknown'],
  ['/webhook/evolution/messages-upsert', 'messages.upsert'],
  ['/webhook/MESSAGES_UPSERT', 'messages.upsert'],
  ['//messages-upsert//', 'messages.upsert'],
  ['/webhook/evolution//group-participants-update/', 'group-participants.update'],
  ['/webhook/send-message', 'send.message'],
  ['/webhook/evolution?token=x/messages-upsert', 'unknown'],
  ['/webhook/%zz', 'unknown'],
])('%s names %s', (url, event) => {
  expect(eventOfPath(url)).toBe(event);
});
