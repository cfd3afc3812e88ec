import { DeadLetterRow } from '@bkcrm/dead-letters';
import { OutboxMessage } from '@bkcrm/outbox';
import { FileOrder } from '../files/file-order.entity.js';
import { DatabaseIdentity } from '../leases/database-identity.entity.js';
import { Forgetting } from '../forgetting/forgetting.entity.js';
import { ForgottenConversation } from '../forgetting/forgotten-conversation.entity.js';
import { NumberLease } from '../leases/number-lease.entity.js';
import { Replica } from '../leases/replica.entity.js';
import { ConnectionChange } from '../numbers/connection-change.entity.js';
import { NumberTraffic } from '../traffic/number-traffic.entity.js';
import { AdoptedNumber } from '../numbers/number.entity.js';
import { UnclaimedEcho } from '../reconciliation/unclaimed-echo.entity.js';
import { UnclaimedStatus } from '../reconciliation/unclaimed-status.entity.js';
import { SendAttempt } from '../sending/send-attempt.entity.js';
import { SendCommand } from '../sending/send-command.entity.js';
import { Server } from '../servers/server.entity.js';

/** Every table of the `sender` schema. */
export const entities = [
  AdoptedNumber,
  ConnectionChange,
  DatabaseIdentity,
  DeadLetterRow,
  FileOrder,
  Forgetting,
  ForgottenConversation,
  NumberLease,
  NumberTraffic,
  OutboxMessage,
  Replica,
  SendAttempt,
  SendCommand,
  Server,
  UnclaimedEcho,
  UnclaimedStatus,
];
