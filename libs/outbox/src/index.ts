export { KeepSent1765100000000 } from './keep-sent.migration.js';
export { OutboxMessage } from './outbox-message.entity.js';
export { OutboxRelay } from './outbox-relay.js';
export { outboxInsertion, outboxValue, writeOutbox } from './write-outbox.js';
export type { OutboxEntry } from './write-outbox.js';
