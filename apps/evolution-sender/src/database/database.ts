import { roles } from '@bkcrm/database';
import type { DatabaseOptions } from '@bkcrm/database';
import { CreateDeadLetters1766100000000 } from '@bkcrm/dead-letters';
import { KeepSent1765100000000 } from '@bkcrm/outbox';
import { entities } from './entities.js';
import { CreateSenderSchema1764000000000 } from './migrations/1764000000000-create-sender-schema.js';
import { KindsOfContent1764100000000 } from './migrations/1764100000000-kinds-of-content.js';
import { AddServers1764200000000 } from './migrations/1764200000000-add-servers.js';
import { TruthAfterARestore1764300000000 } from './migrations/1764300000000-truth-after-a-restore.js';
import { Acknowledgements1764310000000 } from './migrations/1764310000000-acknowledgements.js';
import { Gaps1764320000000 } from './migrations/1764320000000-gaps.js';
import { NumberHealth1764330000000 } from './migrations/1764330000000-number-health.js';
import { Pacing1764340000000 } from './migrations/1764340000000-pacing.js';
import { AddForgetting1766600000000 } from './migrations/1766600000000-add-forgetting.js';
import { AddPreviousQueued1766500000000 } from './migrations/1766500000000-add-previous-queued.js';
import { AddFileOrders1764500000000 } from './migrations/1764500000000-add-file-orders.js';
import { AddSendTrace1766800000000 } from './migrations/1766800000000-add-send-trace.js';
import { AddWantedCancel1767000000000 } from './migrations/1767000000000-add-wanted-cancel.js';
import { IndexLateAcknowledgements1767250000000 } from './migrations/1767250000000-index-late-acknowledgements.js';
import { LetBackupsRead1766000000000 } from './migrations/1766000000000-let-backups-read.js';

/** The sender's schema, tables and migrations. */
export function senderDatabase(url: string, poolSize?: number): DatabaseOptions {
  return {
    url,
    role: roles.sender,
    schema: 'sender',
    byKeys: true,
    applicationName: 'bkcrm-evolution-sender',
    entities,
    migrations: [
      CreateSenderSchema1764000000000,
      KindsOfContent1764100000000,
      AddServers1764200000000,
      TruthAfterARestore1764300000000,
      Acknowledgements1764310000000,
      Gaps1764320000000,
      NumberHealth1764330000000,
      Pacing1764340000000,
      AddFileOrders1764500000000,
      KeepSent1765100000000,
      LetBackupsRead1766000000000,
      CreateDeadLetters1766100000000,
      AddPreviousQueued1766500000000,
      AddForgetting1766600000000,
      AddSendTrace1766800000000,
      AddWantedCancel1767000000000,
      IndexLateAcknowledgements1767250000000,
    ],
    poolSize,
  };
}
