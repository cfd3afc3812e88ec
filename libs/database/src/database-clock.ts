import { Clock } from '@bkcrm/observability';

/** A steady clock may run so much wrong, in milliseconds a millisecond: a better reading is believed after a while. */
const drift = 1 / 1_000;

/**
 * The database's time, carried on by this process's steady clock. Replicas write times for each other (when to try again, since
 * when something waits), so they must agree; and whoever sets a machine's clock wrong must not put sends off for an hour.
 * Until the database has said its time for the first time, the machine's is taken.
 */
export class DatabaseClock extends Clock {
  /** What is added to the steady clock. */
  private base = Date.now() - performance.now();
  private reading: { at: number; uncertainty: number } | undefined;

  now(): Date {
    return new Date(performance.now() + this.base);
  }

  /** The database said its time between these two moments of the steady clock. */
  read(time: Date, askedAt: number, answeredAt: number): void {
    const uncertainty = (answeredAt - askedAt) / 2;
    if (uncertainty > this.uncertaintyAt(answeredAt)) return;
    this.base = time.getTime() - (askedAt + answeredAt) / 2;
    this.reading = { at: answeredAt, uncertainty };
  }

  private uncertaintyAt(moment: number): number {
    if (this.reading === undefined) return Infinity;
    return this.reading.uncertainty + (moment - this.reading.at) * drift;
  }
}
