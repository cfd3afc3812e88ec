export type { Delivery, LinkState, OutgoingMessage, PublishOutcome } from './messages.js';
