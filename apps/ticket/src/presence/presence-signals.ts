import { Database } from '@bkcrm/database';
import type { Delivery } from '@bkcrm/messaging';
import { ticketAudience } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { LiveFeed } from '../event-log/live-feed.js';
import { identityKeys } from '../inbound/domain/index.js';
import { readDelivery } from '../inbound/read-delivery.js';

interface OpenTicket {
  id: string;
  instanceName: string;
  key: string;
  departmentId: string | null;
  assigneeId: string | null;
}

/** Tells whoever may see a customer's open ticket that the customer is typing, recording or online. Nothing is stored. */
@Injectable()
export class PresenceSignals {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute(deliveries: Delivery[]): Promise<void> {
    const authentic = deliveries.map((delivery) => readDelivery(delivery)).filter((read) => !read.unauthenticated);
    const seen = authentic.flatMap((delivery) =>
      delivery.facts(null).flatMap((fact) => {
        if (fact.type !== 'presence' || fact.chat.kind !== 'person') return [];
        return [{ instance: delivery.instance, keys: identityKeys(fact.chat), state: fact.state }];
      }),
    );
    if (seen.length === 0) return;
    const tickets = await this.database.query<OpenTicket>(
      `SELECT t.id, n.instance_name AS "instanceName", i.kind || ':' || i.value AS key, t.department_id AS "departmentId", t.assignee_id AS "assigneeId"
       FROM contact_identity i JOIN ticket t ON t.contact_id = i.contact_id AND t.status IN ('pending', 'open')
       JOIN whatsapp_number n ON n.id = t.number_id WHERE (i.kind, i.value) IN (SELECT split_part(k, ':', 1), split_part(k, ':', 2) FROM unnest($1::text[]) AS k)`,
      [seen.flatMap(({ keys }) => keys)],
    );
    for (const { instance, keys, state } of seen) {
      for (const ticket of tickets.filter(({ instanceName, key }) => instanceName === instance && keys.includes(key))) {
        this.feed.signal('contact.presence', { ticketId: ticket.id, state }, ticketAudience(ticket));
      }
    }
  }
}
