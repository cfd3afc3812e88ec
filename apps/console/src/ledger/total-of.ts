import type { LedgerHour } from '@bkcrm/contracts';

type Total = Pick<LedgerHour['received'], 'received' | 'stored' | 'duplicates'> &
  Pick<LedgerHour['sent'], 'ordered' | 'settled' | 'unknown' | 'failed'>;

/** Of all numbers and hours together. */
export function totalOf(hours: readonly LedgerHour[]): Total {
  const sum = (of: (hour: LedgerHour) => number): number => hours.reduce((total, hour) => total + of(hour), 0);
  return {
    received: sum(({ received }) => received.received),
    stored: sum(({ received }) => received.stored),
    duplicates: sum(({ received }) => received.duplicates),
    ordered: sum(({ sent }) => sent.ordered),
    settled: sum(({ sent }) => sent.settled),
    unknown: sum(({ sent }) => sent.unknown),
    failed: sum(({ sent }) => sent.failed),
  };
}
