import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsLatitude,
  IsLongitude,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { AgentRequest } from './agent-request.js';
import { CardToSend, fileKinds } from './outbound-content.js';
import type { FileKind } from './outbound-content.js';
import type { AttachmentResource, MessageResource, StaleAfter } from './resources.js';

/** What agents ask about messages: to send one, and to change one. */

export const staleAfter = ['anybody', 'colleagues'] as const satisfies readonly StaleAfter[];

/** Where a location message points. */
export class LocationToSend {
  @IsLatitude() latitude: number;
  @IsLongitude() longitude: number;
  @IsOptional() @IsString() @MaxLength(200) name?: string;
  @IsOptional() @IsString() @MaxLength(500) address?: string;
}

/**
 * → MessageResource. Exactly one of `text`, `attachmentId`, `location` and `contacts` says what to send. The same
 * (actorId, clientId) answers the stored message; with other content it is refused (`message.client-id-reused`).
 */
export class SendMessageRequest extends AgentRequest {
  static readonly type = 'message.send-request.v1';
  declare readonly reply: MessageResource;

  @IsUUID() ticketId: string;
  @IsUUID() clientId: string;
  @IsOptional() @IsString() @Length(1, 65_536) text?: string;
  /** `false` sends a text without a preview of its links. */
  @IsOptional() @IsBoolean() linkPreview?: boolean;
  /** A file that the actor has uploaded and not sent yet. */
  @IsOptional() @IsUUID() attachmentId?: string;
  /** How the file is sent; by default as its type suggests. */
  @IsOptional() @IsIn(fileKinds) kind?: FileKind;
  @IsOptional() @IsString() @Length(1, 4_096) caption?: string;
  /** Of a voice note: playing time, whole seconds. */
  @IsOptional() @IsInt() @Min(0) seconds?: number;
  @IsOptional() @ValidateNested() @Type(() => LocationToSend) location?: LocationToSend;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => CardToSend)
  contacts?: CardToSend[];
  @IsOptional() @IsUUID() quotedMessageId?: string;
  /** When to send it; absent or past, it is sent at once. */
  @IsOptional() @IsISO8601() scheduledFor?: string;
  /** The latest turn that the actor has seen. When somebody else has spoken since, nothing is stored (`reply.stale`); absent: not asked. */
  @IsOptional() @IsInt() @Min(0) seen?: number;
  @IsOptional() @IsIn(staleAfter) staleAfter?: StaleAfter;
}

abstract class MessageRequest extends AgentRequest {
  @IsUUID() ticketId: string;
  @IsUUID() messageId: string;
}

/** → MessageResource, with the act on its way. An empty emoji takes our reaction back. */
export class ReactToMessageRequest extends MessageRequest {
  static readonly type = 'message.react-request.v1';
  declare readonly reply: MessageResource;

  @IsString() @MaxLength(64) emoji: string;
}

/** → MessageResource. A scheduled message is changed at once; of a sent one only the text, within WhatsApp's 15 minutes. */
export class EditMessageRequest extends MessageRequest {
  static readonly type = 'message.edit-request.v1';
  declare readonly reply: MessageResource;

  @IsOptional() @IsString() @Length(1, 65_536) text?: string;
  /** Scheduled messages only. */
  @IsOptional() @IsISO8601() scheduledFor?: string;
}

/** → MessageResource. Deletes for everyone; what has not left yet is cancelled. */
export class DeleteMessageRequest extends MessageRequest {
  static readonly type = 'message.delete-request.v1';
  declare readonly reply: MessageResource;
}

/** → MessageResource: `cancelled`, or still `queued` while the sender is asked. What is being sent is refused (`message.too-late-to-cancel`). */
export class CancelMessageRequest extends MessageRequest {
  static readonly type = 'message.cancel-request.v1';
  declare readonly reply: MessageResource;
}

/** → MessageResource. The agent has seen on the phone that a message with an unknown outcome did arrive. */
export class ResolveMessageRequest extends MessageRequest {
  static readonly type = 'message.resolve-request.v1';
  declare readonly reply: MessageResource;

  @IsIn(['arrived']) outcome: 'arrived';
}

/** → MessageResource of the new message, which names the old one in `resendOf`. The same clientId answers the same message. */
export class SendAgainRequest extends MessageRequest {
  static readonly type = 'message.send-again-request.v1';
  declare readonly reply: MessageResource;

  @IsUUID() clientId: string;
}

/** → AttachmentResource. A file that the gateway has put into the media store; it is the actor's own until sent. */
export class RegisterUploadRequest extends AgentRequest {
  static readonly type = 'attachment.register-request.v1';
  declare readonly reply: AttachmentResource;

  @IsUUID() id: string;
  @IsString() object: string;
  @IsString() mimeType: string;
  @IsString() @Length(1, 200) fileName: string;
  @IsInt() @Min(0) size: number;
}
