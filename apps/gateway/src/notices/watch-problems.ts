import { statfs } from 'node:fs/promises';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { everything, listNumbers } from '@bkcrm/read-model';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { GatewayConfig } from '../app.config.js';
import { diskFillingUp, numbersDown } from './domain/find-problems.js';
import { noticeChanges } from './domain/problem.js';
import type { OpenNotice, Problem } from './domain/problem.js';

/** Looks for what somebody must be told of, and writes down what began and what is over. Safe to do at several replicas at once. */
@Injectable()
export class WatchProblems {
  private readonly logger = new Logger(WatchProblems.name);
  /** Each looks for one kind. What has a state of its own to look at (backups, letters, a ledger) is one more entry. */
  private readonly watches: Record<Problem['kind'], () => Promise<Problem[]>> = {
    'number-down': async () => numbersDown(await listNumbers(this.database, everything), this.clock.now()),
    'disk-filling-up': async () => {
      const { bsize, blocks, bavail } = await statfs(this.config.MEDIA_DIR);
      return diskFillingUp('media', { size: blocks * bsize, free: bavail * bsize });
    },
  };

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
  ) {}

  async execute(): Promise<void> {
    const problems: Problem[] = [];
    const unknown = new Set<string>();
    for (const [kind, look] of Object.entries(this.watches)) {
      try {
        problems.push(...(await look()));
      } catch (error) {
        unknown.add(kind);
        this.logger.debug('it could not be seen whether there is a problem', { kind }, error);
      }
    }
    const open = await this.database.query<OpenNotice>('SELECT id, kind, subject FROM notice WHERE over_at IS NULL');
    const { begun, over } = noticeChanges(open, problems, unknown);
    for (const { kind, subject, text } of begun)
      await this.database.query(
        `INSERT INTO notice (id, kind, subject, text, begun_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kind, subject) WHERE over_at IS NULL DO NOTHING`,
        [uuid(), kind, subject, text, this.clock.now()],
      );
    if (over.length > 0)
      await this.database.query('UPDATE notice SET over_at = $2 WHERE id = ANY($1::uuid[]) AND over_at IS NULL', [
        over.map(({ id }) => id),
        this.clock.now(),
      ]);
  }
}
