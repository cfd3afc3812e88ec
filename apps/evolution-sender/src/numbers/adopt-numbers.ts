import type { AdoptNumber } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { SendingService } from '../sending/sending-service.js';

/** From here on these numbers are looked after. Adopting one again sets its webhook anew. */
@Injectable()
export class AdoptNumbers {
  constructor(
    private readonly database: Database,
    private readonly sending: SendingService,
  ) {}

  async execute(orders: AdoptNumber[]): Promise<void> {
    if (orders.length === 0) return;
    const latest = [...new Map(orders.map((order) => [order.numberId, order])).values()];
    await this.database.query(
      `INSERT INTO number (id, instance_name)
       SELECT "numberId", "instanceName" FROM jsonb_to_recordset($1::jsonb) AS r("numberId" uuid, "instanceName" text) ORDER BY "numberId"
       ON CONFLICT (id) DO UPDATE SET instance_name = excluded.instance_name, webhook_set_at = NULL,
         previous_webhook = CASE WHEN number.instance_name = excluded.instance_name THEN number.previous_webhook END`,
      [JSON.stringify(latest)],
    );
    this.sending.refresh();
  }
}
