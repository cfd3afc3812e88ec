export { OutboxMessage } from './outbox-message.entity.js';
export { OutboxRelay } from './outbox-relay.js';
export { writeOutbox } from './write-outbox.js';
export type { OutboxEntry } from './write-outbox.js';
