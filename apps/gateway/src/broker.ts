import { exchanges } from '@bkcrm/contracts';

/** Exchanges that the gateway publishes to or consumes from; declared at start, in case it is the first. */
export const brokerExchanges = [
  { name: exchanges.requests, type: 'direct' },
  { name: exchanges.events, type: 'fanout' },
  { name: exchanges.signals, type: 'fanout' },
] as const;
