/** Names of the broker's exchanges, queues and routing keys. Every service takes them from here; only `libs/messaging` talks to the broker. */

export const exchanges = {
  /** Topic. Ingest → ticket, sender. Key: `<class>.<event>`, e.g. `p0.messages.upsert`, or `receivedKey`; of what is no webhook its type. */
  inbound: 'bkcrm.inbound',
  /** Direct. Ticket's outbox → sender. Key: the command's type, e.g. `message.send.v1`. */
  commands: 'bkcrm.commands',
  /** Direct. Sender's outbox → ticket. Key: the result's type, e.g. `message.send-result.v1`. */
  results: 'bkcrm.results',
  /** Direct. Gateway → ticket or sender, request and reply. Key: the request's type. */
  requests: 'bkcrm.requests',
  /** Fanout. Ticket → every gateway replica: numbered events; the database is the truth behind it. */
  events: 'bkcrm.events',
  /** Fanout. Anyone → every gateway replica: typing, viewers, presence; never stored. */
  signals: 'bkcrm.signals',
} as const;

/** Event classes of inbound webhooks: each has its own queue, so that a flood of a lower class never delays a higher one. */
export type InboundClass = 'p0' | 'p1' | 'p2';

export const queues = {
  ticketInboundP0: 'ticket.inbound-p0',
  ticketInboundP1: 'ticket.inbound-p1',
  ticketInboundP2: 'ticket.inbound-p2',
  ticketSendResults: 'ticket.send-results',
  ticketNumberStates: 'ticket.number-states',
  ticketNumberHealth: 'ticket.number-health',
  ticketFiles: 'ticket.files',
  ticketErasures: 'ticket.erasures',
  ticketRequests: 'ticket.requests',
  senderRequests: 'sender.requests',
  senderCommands: 'sender.commands',
  senderFiles: 'sender.files',
  senderReads: 'sender.reads',
  senderSignals: 'sender.signals',
  senderInbound: 'sender.inbound',
  senderReceived: 'sender.received',
} as const;

/** AMQP type of an inbound webhook: the body is Evolution's own. */
export const webhookType = 'webhook.v1';

/** Headers of our own on every broker message. */
export const headers = {
  /** W3C trace context. */
  traceparent: 'traceparent',
  /** ISO 8601, when ingest received the webhook (or when the command was accepted). */
  receivedAt: 'x-received-at',
  /** Evolution's dotted event name. */
  event: 'x-event',
  /** Evolution instance name, as the webhook said. */
  instance: 'x-instance',
  /** Our number id, when the webhook carried an authenticated `x-bkcrm-number`. */
  numberId: 'x-number-id',
  /** `webhook`, `backfill` or `replay`. */
  origin: 'x-origin',
  /** Reference into the media store, when the body was too large for the broker. */
  bodyRef: 'x-body-ref',
  /** `true` when the webhook carried no secret and was taken only because a hook from before may not: held until its number is adopted. */
  unauthenticated: 'x-unauthenticated',
  /** How often it has been taken out of quarantine before. */
  replays: 'x-replays',
} as const;
