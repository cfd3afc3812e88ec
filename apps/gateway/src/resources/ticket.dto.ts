import type {
  ContactSummary,
  LastMessage,
  MessageKind,
  MessageStatus,
  TicketResource,
  TicketStatus,
} from '@bkcrm/contracts';
import { messageKinds } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { AgentSummaryDto, DepartmentDto } from './agent.dto.js';
import { messageStatuses } from './message.dto.js';
import { NumberSummaryDto } from './number.dto.js';

export const ticketStatuses = ['pending', 'open', 'resolved'] as const satisfies readonly TicketStatus[];

export class ContactDto implements ContactSummary {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
  /** E.164 without `+`, or null while only a LID is known. */
  phone: string | null;
  avatarUrl: string | null;
}

export class LastMessageDto implements LastMessage {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: ['in', 'out'] }) direction: 'in' | 'out';
  @ApiProperty({ enum: messageKinds }) kind: MessageKind;
  text: string | null;
  @ApiProperty({ enum: messageStatuses }) status: MessageStatus;
  @ApiProperty({ format: 'date-time' }) sentAt: string;
  deleted: boolean;
}

export class TicketDto implements TicketResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  /** Short, counting up from 1. */
  number: number;
  @ApiProperty({ enum: ticketStatuses }) status: TicketStatus;
  contact: ContactDto;
  whatsappNumber: NumberSummaryDto;
  department: DepartmentDto | null;
  assignee: AgentSummaryDto | null;
  lastMessage: LastMessageDto | null;
  /** Inbound messages that the asking agent has not read. Absent in live events, which are the same for everybody. */
  unread?: number;
  @ApiProperty({ format: 'date-time' }) openedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) resolvedAt: string | null;
  /** The ticket it was merged into, if any. */
  mergedInto: string | null;
  /** Of the latest message of its conversation: what a reply says that it has `seen`. */
  @ApiProperty({ type: 'integer' }) turn: number;
  @ApiProperty({ format: 'date-time' }) updatedAt: string;
  /** Rises with every change; ignore one that is older than what you have. */
  version: number;
}
