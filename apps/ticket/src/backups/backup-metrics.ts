import type { BackupKind } from '@bkcrm/backup';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge } from 'prom-client';

export const backupMetricProviders = [
  makeGaugeProvider({
    name: 'bkcrm_backup_age_seconds',
    help: 'Since the last good backup of a kind was finished; before the first one, since the help desk was set up.',
    labelNames: ['kind'],
  }),
  makeCounterProvider({
    name: 'bkcrm_backups_total',
    help: 'Attempts to make a backup by what they came to: done, failed.',
    labelNames: ['kind', 'outcome'],
  }),
  makeCounterProvider({
    name: 'bkcrm_backup_proofs_total',
    help: 'Backups restored into a scratch database by what came of it: ok, broken.',
    labelNames: ['outcome'],
  }),
];

/** What alerts go by. The age grows by the clock alone: it does not stand still when the database or the target is away. */
@Injectable()
export class BackupMetrics {
  private lastGood: Partial<Record<BackupKind, Date>> = {};

  constructor(
    @InjectMetric('bkcrm_backup_age_seconds') private readonly age: Gauge<'kind'>,
    @InjectMetric('bkcrm_backups_total') private readonly backups: Counter<'kind' | 'outcome'>,
    @InjectMetric('bkcrm_backup_proofs_total') private readonly proofs: Counter<'outcome'>,
    private readonly clock: Clock,
  ) {}

  know(lastGood: Record<BackupKind, Date | null>): void {
    for (const kind of ['full', 'daily'] as const) {
      const at = lastGood[kind];
      if (at !== null) this.lastGood[kind] = at;
    }
    this.show();
  }

  show(): void {
    for (const [kind, at] of Object.entries(this.lastGood))
      this.age.set({ kind }, Math.max(0, (Number(this.clock.now()) - Number(at)) / 1000));
  }

  made(kind: BackupKind, outcome: 'done' | 'failed'): void {
    this.backups.inc({ kind, outcome });
  }

  proved(outcome: 'ok' | 'broken'): void {
    this.proofs.inc({ outcome });
  }
}
