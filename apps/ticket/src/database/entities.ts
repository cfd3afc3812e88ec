import { DeadLetterRow } from '@bkcrm/dead-letters';
import { OutboxMessage } from '@bkcrm/outbox';
import { AgentDepartment } from '../agents/agent-department.entity.js';
import { Agent } from '../agents/agent.entity.js';
import { Department } from '../agents/department.entity.js';
import { Backup } from '../backups/backup.entity.js';
import { ContactIdentity } from '../contacts/contact-identity.entity.js';
import { Contact } from '../contacts/contact.entity.js';
import { Conversation } from '../conversations/conversation.entity.js';
import { ErasedMessage } from '../erasing/erased-message.entity.js';
import { Erasure } from '../erasing/erasure.entity.js';
import { UnwantedFile } from '../erasing/unwanted-file.entity.js';
import { EventBatchRow } from '../event-log/event-batch.entity.js';
import { EventHeadRow } from '../event-log/event-head.entity.js';
import { EventRow } from '../event-log/event.entity.js';
import { LedgerEntry } from '../ledger/ledger-entry.entity.js';
import { Attachment } from '../messages/attachment.entity.js';
import { MessageEdit } from '../messages/message-edit.entity.js';
import { Message } from '../messages/message.entity.js';
import { Reaction } from '../messages/reaction.entity.js';
import { UnclaimedEcho } from '../messages/unclaimed-echo.entity.js';
import { WaitingFact } from '../messages/waiting-fact.entity.js';
import { WhatsappNumber } from '../numbers/whatsapp-number.entity.js';
import { QuarantinedEvent } from '../quarantine/quarantined-event.entity.js';
import { Act } from '../sending/acts/act.entity.js';
import { TicketRead } from '../tickets/ticket-read.entity.js';
import { Ticket } from '../tickets/ticket.entity.js';

/** Every table of the `ticket` schema. */
export const entities = [
  Act,
  Agent,
  AgentDepartment,
  Attachment,
  Backup,
  Contact,
  ContactIdentity,
  Conversation,
  DeadLetterRow,
  Department,
  ErasedMessage,
  Erasure,
  EventBatchRow,
  EventHeadRow,
  EventRow,
  LedgerEntry,
  Message,
  MessageEdit,
  OutboxMessage,
  QuarantinedEvent,
  Reaction,
  Ticket,
  TicketRead,
  UnclaimedEcho,
  UnwantedFile,
  WaitingFact,
  WhatsappNumber,
];
