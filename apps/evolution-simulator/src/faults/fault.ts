/** How a call of the REST API can go wrong. "Taken" means that WhatsApp accepted the message all the same. */
export const restActions = [
  /** Never answered, nothing done. */
  'hang',
  /** The connection is reset, nothing done. */
  'reset',
  /** Answered with `status` and `body`, nothing done. */
  'respond',
  /** Taken, never answered. */
  'take-then-hang',
  /** Taken, but the connection is reset before the answer. */
  'take-then-reset',
  /** Taken, but answered with `status` and `body`. */
  'take-then-respond',
  /** Done `milliseconds` later. */
  'slow',
  /** Taken at once, answered `milliseconds` later. */
  'slow-answer',
  /** `send.message` reaches the hook before the call is answered. */
  'echo-before-answer',
  /** SERVER_ACK and DELIVERY_ACK reach the hook before the call is answered. */
  'status-before-answer',
] as const;

/** How a webhook can go wrong. */
export const webhookActions = [
  /** Never sent. */
  'lose',
  /** Sent `copies` times (2), each `milliseconds` after the one before. */
  'duplicate',
  /** First sent `milliseconds` later. */
  'delay',
  /** Held until `count` (2) are together, then sent last first, one after the other. */
  'reorder',
  /** Held until the faults are cleared. */
  'hold',
] as const;

export type RestAction = (typeof restActions)[number];
export type WebhookAction = (typeof webhookActions)[number];

export interface Fault {
  id: string;
  /** `rest` with an `endpoint` such as `message/sendText`, or `webhook` with an `event` such as `messages.upsert`; `*` is any. */
  on: 'rest' | 'webhook';
  endpoint: string;
  event: string;
  /** Only this instance. */
  instance?: string;
  action: RestAction | WebhookAction;
  /** How often it still strikes; null: until it is cleared. */
  remaining: number | null;
  status: number;
  /** JSON, or text that is sent as HTML. */
  body: unknown;
  milliseconds: number;
  copies: number;
  count: number;
}
