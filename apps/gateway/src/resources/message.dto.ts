import type {
  ActResource,
  AttachmentResource,
  AttachmentState,
  MessageContent,
  MessageKind,
  MessageResource,
  MessageStatus,
  MessageWarning,
  ReactionResource,
  SendState,
  StaleReply,
} from '@bkcrm/contracts';
import { messageKinds } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { AgentSummaryDto } from './agent.dto.js';

export const messageStatuses = [
  'received',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'expired',
  'cancelled',
  'unknown',
] as const satisfies readonly MessageStatus[];

const attachmentStates = ['remote', 'fetching', 'stored', 'failed'] as const satisfies readonly AttachmentState[];

export class FailureDto {
  code: string;
  message: string;
}
const sendStates = [
  'queued',
  'sending',
  'sent',
  'failed',
  'unknown',
  'expired',
  'cancelled',
] as const satisfies readonly SendState[];

export class WarningDto implements MessageWarning {
  code: string;
  message: string;
  /** When it is going to end by itself, where that is known. */
  @ApiProperty({ format: 'date-time', required: false }) until?: string;
}

export class AttachmentDto implements AttachmentResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: attachmentStates }) state: AttachmentState;
  failure: FailureDto | null;
  mimeType: string | null;
  fileName: string | null;
  /** Bytes. */
  size: number | null;
  /** Path on this gateway that answers the bytes, once they are stored. */
  url: string | null;
  /** Path on this gateway that answers a small picture: stored images and PDFs. */
  thumbnailUrl: string | null;
}

export class ReactionDto implements ReactionResource {
  /** `us`, or the JID of whoever reacted. */
  by: string;
  emoji: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class ActDto implements ActResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: ['reaction', 'edit', 'deletion'] }) kind: 'reaction' | 'edit' | 'deletion';
  @ApiProperty({ enum: sendStates }) status: SendState;
  failure: FailureDto | null;
  /** The new text of an edit. */
  text: string | null;
  /** The emoji of a reaction; empty takes it back. */
  emoji: string | null;
  author: AgentSummaryDto | null;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class ParticipantDto {
  jid: string;
  name: string | null;
}

export class MessageDto implements MessageResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  /** Null for history that no ticket spans. */
  ticketId: string | null;
  @ApiProperty({ format: 'uuid' }) conversationId: string;
  @ApiProperty({ enum: ['in', 'out'] }) direction: 'in' | 'out';
  @ApiProperty({ enum: messageKinds }) kind: MessageKind;
  text: string | null;
  /** Everything besides the text, by kind: media, location, contacts, poll, quoted, and so on. */
  @ApiProperty({ type: 'object', additionalProperties: true }) content: MessageContent;
  @ApiProperty({ enum: messageStatuses }) status: MessageStatus;
  failure: FailureDto | null;
  /** It is held back, or was not acknowledged in time; null again as soon as that is over. */
  warning: WarningDto | null;
  /** WhatsApp's clock for received messages, ours for those we send. */
  @ApiProperty({ format: 'date-time' }) sentAt: string;
  @ApiProperty({ format: 'date-time' }) receivedAt: string;
  /** No webhook told us of it: it was found later in what Evolution has stored. */
  recovered: boolean;
  whatsappId: string | null;
  /** The sender's own id, only on messages that agents or integrations sent. */
  clientId: string | null;
  author: AgentSummaryDto | null;
  /** Who wrote it in a group. */
  participant: ParticipantDto | null;
  quotedMessageId: string | null;
  attachment: AttachmentDto | null;
  reactions: ReactionDto[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) editedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) deletedAt: string | null;
  /** When a scheduled message is due. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) scheduledFor: string | null;
  /** The message that this one was sent again for. */
  resendOf: string | null;
  /** Its place in the order in which things were said in the conversation, from 1 up. Null for history, for what is in no ticket, and for what waits for its time. */
  @ApiProperty({ type: 'integer', nullable: true }) turn: number | null;
  /** What we have ordered to be done to it and has not taken effect: still on its way, or failed. The message is as it was. */
  acts: ActDto[];
  /** Rises with every change; ignore one that is older than what you have. */
  version: number;
}

/** The details of the refusal `reply.stale`. */
export class StaleReplyDto implements StaleReply {
  /** Of the latest message: whoever has read `newer` has seen this much. */
  @ApiProperty({ type: 'integer' }) turn: number;
  /** What others have said since, the oldest first: the newest 20. Empty for a program that may not read tickets. */
  newer: MessageDto[];
}
