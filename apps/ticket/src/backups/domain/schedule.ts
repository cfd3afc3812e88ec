import { CronTime } from 'cron';

export interface Run {
  at: Date;
  /** The day before, where the help desk is: the last one that is over. */
  day: string;
}

/** Whoever was off for longer gets the days before from the last full backup. */
const mostDays = 31;

/** When backups are made: a cron expression, in the time of a place. */
export class BackupSchedule {
  private readonly time: CronTime;

  /** @throws when the expression is none */
  constructor(
    readonly expression: string,
    readonly timeZone: string,
  ) {
    this.time = new CronTime(expression, timeZone);
  }

  next(after: Date): Date {
    return this.time.getNextDateFrom(after, this.timeZone).toJSDate();
  }

  /** What should have run after one moment and until another, the oldest first: also what was missed while everything was off. */
  due(after: Date, until: Date): Run[] {
    const runs: Run[] = [];
    let from = new Date(Math.max(Number(after), Number(until) - mostDays * 86_400_000));
    for (;;) {
      const fire = this.time.getNextDateFrom(from, this.timeZone);
      const at = fire.toJSDate();
      if (at > until) return runs;
      runs.push({ at, day: fire.minus({ days: 1 }).toFormat('yyyy-MM-dd') });
      from = at;
    }
  }
}
