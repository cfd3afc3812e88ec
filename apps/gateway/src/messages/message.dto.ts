import { CardToSend, fileKinds, LocationToSend, staleAfter } from '@bkcrm/contracts';
import type { FileKind, StaleAfter } from '@bkcrm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

export class ListMessagesDto {
  @IsOptional() @IsString() cursor?: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class LocationToSendDto extends LocationToSend {
  @ApiProperty() declare latitude: number;
  @ApiProperty() declare longitude: number;
  @ApiPropertyOptional() declare name?: string;
  @ApiPropertyOptional() declare address?: string;
}

export class CardToSendDto extends CardToSend {
  @ApiProperty() declare name: string;
  /** As a person reads it: `+55 11 97777-6666`. */
  @ApiProperty() declare phone: string;
  @ApiPropertyOptional() declare organization?: string;
  @ApiPropertyOptional() declare email?: string;
}

/** What to send: exactly one of `text`, `attachmentId`, `location` and `contacts`. */
export class MessageContentDto {
  @IsOptional() @IsString() @Length(1, 65_536) text?: string;
  /** `false` sends a text without a preview of its links. */
  @IsOptional() @IsBoolean() linkPreview?: boolean;
  /** A file that you have uploaded (`POST /attachments`) and not sent yet. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  attachmentId?: string;
  /** How the file is sent; by default as its type suggests. */
  @ApiPropertyOptional({ enum: fileKinds })
  @IsOptional()
  @IsIn(fileKinds)
  kind?: FileKind;
  /** Text below the file. */
  @IsOptional() @IsString() @Length(1, 4_096) caption?: string;
  /** Of a voice note: playing time, whole seconds. */
  @IsOptional() @IsInt() @Min(0) seconds?: number;
  @IsOptional() @ValidateNested() @Type(() => LocationToSendDto) location?: LocationToSendDto;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => CardToSendDto)
  contacts?: CardToSendDto[];
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  quotedMessageId?: string;
  /** When to send it; absent or past, it is sent at once. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601()
  scheduledFor?: string;
  /**
   * The latest `turn` that you have seen. When somebody else has spoken since, nothing is stored, and the answer is 409 `reply.stale` with
   * `details {turn, newer}`: send again with that turn. Absent: not asked. A scheduled message is not asked either.
   */
  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  seen?: number;
  /** Whose newer messages make it stale: anybody's (by default), or only those of our own side. */
  @ApiPropertyOptional({ enum: staleAfter })
  @IsOptional()
  @IsIn(staleAfter)
  staleAfter?: StaleAfter;
}

export class SendMessageDto extends MessageContentDto {
  /** Your own id of the message: the same id is stored and sent once. The header `Idempotency-Key` means the same. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  clientId?: string;
}

export class MessageParameters {
  @ApiProperty({ format: 'uuid' }) @IsUUID() id: string;
  @ApiProperty({ format: 'uuid' }) @IsUUID() messageId: string;
}

export class EditMessageDto {
  /** The new text, or caption. */
  @IsOptional() @IsString() @Length(1, 65_536) text?: string;
  /** Of a scheduled message. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601()
  scheduledFor?: string;
}

export class ReactionToMessageDto {
  /** One emoji; empty takes our reaction back. */
  @IsString() @MaxLength(64) emoji: string;
}

export class ResolveMessageDto {
  @ApiProperty({ enum: ['arrived'] }) @IsIn(['arrived']) outcome: 'arrived';
}
