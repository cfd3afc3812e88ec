import type { NoticeKind, ServiceFacts } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { everything, listNumbers, readLastBackups } from '@bkcrm/read-model';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { gatherFacts } from '../system/domain/gather-facts.js';
import { HeardServices } from '../system/domain/heard-services.js';
import { Listening } from '../system/listening.js';
import {
  backupsLate,
  certificatesExpiring,
  disksFillingUp,
  ledgerDiffers,
  lettersWaiting,
  numbersDown,
  servicesDown,
} from './domain/find-problems.js';
import { noticeChanges } from './domain/problem.js';
import type { Findings, OpenNotice } from './domain/problem.js';

/** A service that comes back within this time was restarted, nothing more. */
const missingForMs = 2 * 60_000;

/** Looks for what somebody must be told of, and writes down what began and what is over. Safe to do at several replicas at once. */
@Injectable()
export class WatchProblems {
  private readonly logger = new Logger(WatchProblems.name);
  /** Each looks for one kind: in the rows, or in what the services say of themselves. */
  private readonly watches: Record<NoticeKind, () => Promise<Findings> | Findings> = {
    'number-down': async () => ({
      problems: numbersDown(await listNumbers(this.database, everything), this.clock.now()),
    }),
    'backup-late': async () => ({ problems: backupsLate(await readLastBackups(this.database), this.clock.now()) }),
    'disk-filling-up': () => disksFillingUp(this.reports().map(({ status }) => status)),
    'letters-waiting': () => lettersWaiting(gatherFacts(this.reports()).letters),
    'ledger-differs': () => ledgerDiffers(gatherFacts(this.reports()).ledger),
    'certificate-expiring': () => certificatesExpiring(this.certificates(), this.clock.now()),
    'service-down': () => this.findServicesDown(),
  };

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly heard: HeardServices,
    private readonly listening: Listening,
  ) {}

  /** @returns whether anything was written down */
  async execute(): Promise<boolean> {
    const findings = new Map<string, Findings>();
    for (const [kind, look] of Object.entries(this.watches)) {
      try {
        findings.set(kind, await look());
      } catch (error) {
        this.logger.debug('it could not be seen whether there is a problem', { kind }, error);
      }
    }
    const open = await this.database.query<OpenNotice>(
      'SELECT id, kind, subject, text FROM notice WHERE over_at IS NULL',
    );
    const { begun, over, changed } = noticeChanges(open, findings);
    const now = this.clock.now();
    for (const { kind, subject, text, data } of begun)
      await this.database.query(
        `INSERT INTO notice (id, kind, subject, text, data, begun_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (kind, subject) WHERE over_at IS NULL DO NOTHING`,
        [uuid(), kind, subject, text, JSON.stringify(data), now],
      );
    for (const { id, text, data } of changed)
      await this.database.query('UPDATE notice SET text = $2, data = $3 WHERE id = $1', [
        id,
        text,
        JSON.stringify(data),
      ]);
    if (over.length > 0)
      await this.database.query('UPDATE notice SET over_at = $2 WHERE id = ANY($1::uuid[]) AND over_at IS NULL', [
        over.map(({ id }) => id),
        now,
      ]);
    return begun.length + over.length + changed.length > 0;
  }

  private reports(): ReturnType<HeardServices['heard']> {
    return this.heard.heard(Number(this.clock.now()));
  }

  private certificates(): NonNullable<ServiceFacts['certificates']> {
    return (
      this.reports().findLast(({ status }) => status.facts.certificates !== undefined)?.status.facts.certificates ?? []
    );
  }

  /** Whoever has not listened for long enough cannot say that somebody was silent. */
  private findServicesDown(): Findings {
    const now = Number(this.clock.now());
    if (!this.listening.hasHeardFor(missingForMs, now)) return { problems: [], seen: new Set() };
    return { problems: servicesDown(this.heard.missing(now, missingForMs)) };
  }
}
