import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { outboundContents } from './outbound-content.js';
import type { OutboundContent } from './outbound-content.js';

export type SendPurpose = 'reply' | 'outreach';

export class QuotedReference {
  @IsString() whatsappId: string;
  @IsOptional() @IsString() remoteJid?: string;
  @IsOptional() @IsBoolean() fromMe?: boolean;
}

/**
 * Order to the sender: deliver one message, or act on one. `commandId` is the id of the message or the act, and the
 * idempotency key of everything that follows.
 */
export class SendMessage {
  static readonly type = 'message.send.v1';

  @IsUUID() commandId: string;
  @IsUUID() numberId: string;
  @IsUUID() conversationId: string;
  /** Place inside the conversation; what is sent in a conversation leaves in this order. */
  @IsInt() position: number;
  /** When the one before it in the conversation was ordered; absent: never, or not known. */
  @IsOptional() @IsISO8601() previousQueuedAt?: string;
  /** JID the contact last wrote from, or phone digits. */
  @IsString() recipient: string;
  @IsObject()
  @ValidateNested()
  @Type(() => Object, {
    discriminator: { property: 'kind', subTypes: outboundContents },
    keepDiscriminatorProperty: true,
  })
  content: OutboundContent;
  @IsOptional() @ValidateNested() @Type(() => QuotedReference) quoted?: QuotedReference;
  /**
   * `reply`: the contact wrote within 24 hours, and is never kept waiting. `outreach`: anything else; a number that does much of it is
   * banned, so it is paced. Absent in orders of an earlier release: a reply.
   */
  @IsOptional() @IsIn(['reply', 'outreach']) purpose?: SendPurpose;
  /** The contact never wrote to this number. */
  @IsOptional() @IsBoolean() firstContact?: boolean;
  @IsISO8601() queuedAt: string;
  /** After this nothing is sent any more: the command ends as `expired`. */
  @IsISO8601() expiresAt: string;
}

/**
 * Order to the sender: end a command as an agent decided. `cancelled` only before an attempt began; `arrived` and
 * `not-arrived` only while its outcome is unknown. Otherwise nothing happens. The result tells.
 */
export class EndSend {
  static readonly type = 'message.end-send.v1';

  @IsUUID() commandId: string;
  @IsUUID() numberId: string;
  @IsUUID() conversationId: string;
  @IsInt() position: number;
  @IsIn(['cancelled', 'arrived', 'not-arrived']) outcome: 'cancelled' | 'arrived' | 'not-arrived';
}

/** `queued`: it is held back, or an attempt certainly did not send it; in both cases it waits. */
export type SendState = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'expired' | 'cancelled';

/** Fact from the sender: where a command stands. Results may repeat and arrive in any order; `revision` rises per command. */
export class SendResult {
  static readonly type = 'message.send-result.v1';

  @IsUUID() commandId: string;
  @IsUUID() numberId: string;
  @IsIn(['queued', 'sending', 'sent', 'failed', 'unknown', 'expired', 'cancelled']) state: SendState;
  @IsInt() revision: number;
  @IsOptional() @IsString() whatsappId?: string;
  @IsOptional() @IsString() remoteJid?: string;
  /** A stable code and a sentence for the agent: why it failed, is unknown or held back, or what is wrong although it was sent. */
  @IsOptional() reason?: { code: string; message: string };
  /** Until when it is held back. */
  @IsOptional() @IsISO8601() until?: string;
  @IsISO8601() at: string;
}
