import { Counter } from 'prom-client';

export const outboxRounds = new Counter({
  name: 'bkcrm_outbox_rounds_total',
  help: 'Looks into the outbox: done, stuck (the broker did not take everything) or failed (no database)',
  labelNames: ['schema', 'outcome'],
});

export const outboxParked = new Counter({
  name: 'bkcrm_outbox_parked_total',
  help: 'Messages set aside because nobody takes them',
  labelNames: ['schema'],
});
