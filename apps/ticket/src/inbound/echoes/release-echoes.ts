import { Database } from '@bkcrm/database';
import type { StoredFile } from '@bkcrm/media';
import { Injectable, Logger } from '@nestjs/common';
import { TicketConfig } from '../../app.config.js';
import type { MessageFact } from '../domain/index.js';
import { findNumbers } from '../store/find-numbers.js';
import type { NumberReference } from '../store/find-numbers.js';
import { StoreInbound } from '../store/store-inbound.js';

interface Row {
  number_id: string;
  whatsapp_id: string;
  instance_name: string;
  fact: MessageFact & { file?: StoredFile };
  webhook_received_at: Date | null;
}

const referenceOf = (row: Row): NumberReference => ({ numberId: row.number_id, instance: row.instance_name });

/** Echoes that no send of ours claimed in time were sent by another program: they are stored as such. */
@Injectable()
export class ReleaseEchoes {
  private readonly logger = new Logger(ReleaseEchoes.name);

  constructor(
    private readonly database: Database,
    private readonly store: StoreInbound,
    private readonly config: TicketConfig,
  ) {}

  async execute(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<Row>(
        `DELETE FROM unclaimed_echo e USING whatsapp_number n WHERE n.id = e.number_id AND e.received_at < now() - make_interval(secs => $1)
         RETURNING e.number_id, e.whatsapp_id, n.instance_name, e.fact, e.webhook_received_at`,
        [this.config.ECHO_CLAIM_SECONDS],
      );
      if (rows.length === 0) return;
      const numberOf = await findNumbers(tx, rows.map(referenceOf));
      await this.store.store(
        tx,
        rows.flatMap((row) => {
          const number = numberOf(referenceOf(row));
          if (number === undefined) return [];
          const { file, ...fact } = row.fact;
          const message = { ...fact.message, sentAt: new Date(fact.message.sentAt) };
          const cause = { receivedAt: row.webhook_received_at?.toISOString() ?? null, traceparent: null };
          const origin = 'webhook' as const;
          return [{ fact: { ...fact, message }, number, cause, origin, ...(file === undefined ? {} : { file }) }];
        }),
        { holdEchoes: false },
      );
      this.logger.log('stored messages that another program sent', { count: rows.length });
    });
  }
}
