import { roles } from '@bkcrm/database';
import type { DatabaseOptions } from '@bkcrm/database';
import { CreateDeadLetters1766100000000 } from '@bkcrm/dead-letters';
import { KeepSent1765100000000 } from '@bkcrm/outbox';
import { entities } from './entities.js';
import { CreateTicketSchema1763900000000 } from './migrations/1763900000000-create-ticket-schema.js';
import { KindsOfMessage1764100000000 } from './migrations/1764100000000-kinds-of-message.js';
import { AddMessageWarning1764300000000 } from './migrations/1764300000000-add-message-warning.js';
import { NumberLives1764200000000 } from './migrations/1764200000000-number-lives.js';
import { AddNumberHealth1764330000000 } from './migrations/1764330000000-add-number-health.js';
import { AddAttachmentFailure1764500000000 } from './migrations/1764500000000-add-attachment-failure.js';
import { AddTurns1764600000000 } from './migrations/1764600000000-add-turns.js';
import { CountQuarantined1766110000000 } from './migrations/1766110000000-count-quarantined.js';
import { CreateLedger1766120000000 } from './migrations/1766120000000-create-ledger.js';
import { AddLastOrdered1766500000000 } from './migrations/1766500000000-add-last-ordered.js';
import { AddErasures1766600000000 } from './migrations/1766600000000-add-erasures.js';
import { AddSearchWords1767100000000 } from './migrations/1767100000000-add-search-words.js';
import { IndexSearchWords1767100100000 } from './migrations/1767100100000-index-search-words.js';
import { LeaveStatusUnindexed1767200000000 } from './migrations/1767200000000-leave-status-unindexed.js';
import { AddIntegrations1764400000000 } from './migrations/1764400000000-add-integrations.js';
import { CreateBackups1766000000000 } from './migrations/1766000000000-create-backups.js';

/** The ticket service's schema, tables and migrations. */
export function ticketDatabase(url: string, poolSize?: number): DatabaseOptions {
  return {
    url,
    role: roles.ticket,
    schema: 'ticket',
    byKeys: true,
    applicationName: 'bkcrm-ticket',
    entities,
    migrations: [
      CreateTicketSchema1763900000000,
      NumberLives1764200000000,
      KindsOfMessage1764100000000,
      AddMessageWarning1764300000000,
      AddIntegrations1764400000000,
      AddNumberHealth1764330000000,
      AddAttachmentFailure1764500000000,
      AddTurns1764600000000,
      KeepSent1765100000000,
      CreateBackups1766000000000,
      CreateDeadLetters1766100000000,
      CountQuarantined1766110000000,
      CreateLedger1766120000000,
      AddLastOrdered1766500000000,
      AddErasures1766600000000,
      AddSearchWords1767100000000,
      IndexSearchWords1767100100000,
      LeaveStatusUnindexed1767200000000,
    ],
    poolSize,
  };
}
