import { OutboxMessage } from '@bkcrm/outbox';
import { SendCommand } from '../commands/send-command.entity.js';
import { NumberLease } from '../leases/number-lease.entity.js';
import { Replica } from '../leases/replica.entity.js';
import { AdoptedNumber } from '../numbers/adopted-number.entity.js';
import { SeenEcho } from '../reconciliation/seen-echo.entity.js';
import { SendAttempt } from '../sending/send-attempt.entity.js';

/** Every table of the `sender` schema. */
export const entities = [AdoptedNumber, NumberLease, OutboxMessage, Replica, SeenEcho, SendAttempt, SendCommand];
