export { OutboxMessage } from './outbox-message.entity.js';
