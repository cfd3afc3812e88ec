import { exchanges } from '@bkcrm/contracts';

/** Exchanges that this service publishes to or consumes from; declared at start, in case it is the first. */
export const brokerExchanges = [
  { name: exchanges.inbound, type: 'topic' },
  { name: exchanges.commands, type: 'direct' },
  { name: exchanges.results, type: 'direct' },
  { name: exchanges.signals, type: 'fanout' },
] as const;
