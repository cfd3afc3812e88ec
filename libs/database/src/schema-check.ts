import { setTimeout as pause } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Database } from './database.js';
import { judgeSchema, requiredBy } from './domain/judge-schema.js';
import type { SchemaVerdict } from './domain/judge-schema.js';
import { sqlStateOf } from './errors.js';

const everyMs = 30_000;
const waitMs = 1_000;
const noSuchTable = '42P01';

/** Whether the service's tables are those that this release works on. Probes answer with what was seen last. */
export class SchemaCheck {
  private verdict: SchemaVerdict | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly logger: LoggerService,
  ) {}

  /** For the readiness of the service. */
  readonly probe = (): { ok: boolean; details: Record<string, unknown> } => {
    const { ok = false, ...details } = this.verdict ?? {};
    return { ok, details };
  };

  /** Resolves once this release can work here; whoever brings the schema up to date need not restart the service. */
  async wait(): Promise<void> {
    for (let told = ''; !(await this.look()).ok; await pause(waitMs)) {
      const problem = JSON.stringify(this.verdict);
      if (problem !== told)
        this.logger.warn('the schema is not what this release works on; it is waited for', this.verdict, 'Database');
      told = problem;
    }
  }

  /** Goes on looking: a later release may change the schema while this one runs. */
  start(): void {
    this.timer = setInterval(() => void this.lookAgain(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws what the database throws */
  async look(): Promise<SchemaVerdict> {
    const { migrations = [], schema = 'public' } = this.database.dataSource.options as {
      migrations?: { name: string }[];
      schema?: string;
    };
    const known = Object.values(migrations).map(({ name }) => name);
    const [row] = await this.database.query<{ comment: string | null }>(
      `SELECT obj_description(to_regnamespace($1), 'pg_namespace') AS comment`,
      [schema],
    );
    const required = requiredBy(row?.comment ?? null);
    this.verdict = judgeSchema({ known, ran: await this.readRan(schema), required });
    return this.verdict;
  }

  private async lookAgain(): Promise<void> {
    try {
      const wasOk = this.verdict?.ok;
      const { ok } = await this.look();
      if (!ok && wasOk === true)
        this.logger.error('the schema is no longer what this release works on', this.verdict, 'Database');
    } catch {
      // Without a database nothing is known that was not known before.
    }
  }

  private async readRan(schema: string): Promise<string[]> {
    try {
      const rows = await this.database.query<{ name: string }>(`SELECT name FROM "${schema}".migration`);
      return rows.map(({ name }) => name);
    } catch (error) {
      // Nothing has run at all.
      if (sqlStateOf(error) === noSuchTable) return [];
      throw error;
    }
  }
}
