import { MessageContentDto } from '../messages/message.dto.js';
import {
  IsBoolean,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

/** Payloads of what clients send over the socket. */

export class AuthenticateCommand {
  @IsString() @MaxLength(4_096) token: string;
}

export class ResumeCommand {
  @IsString() @MaxLength(200) epoch: string;
  @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) seq: number;
}

export class TicketCommand {
  @IsUUID() ticketId: string;
}

export class SendMessageCommand extends MessageContentDto {
  @IsUUID() ticketId: string;
  @IsUUID() clientId: string;
}

export class MessageCommand {
  @IsUUID() ticketId: string;
  @IsUUID() messageId: string;
}

export class ReactCommand extends MessageCommand {
  @IsString() @MaxLength(64) emoji: string;
}

export class EditMessageCommand extends MessageCommand {
  @IsString() @Length(1, 65_536) text: string;
}

export class MarkReadCommand {
  @IsUUID() ticketId: string;
  @IsISO8601() readUpTo: string;
}

export class PresenceCommand {
  /** Whether this window is in use. */
  @IsBoolean() active: boolean;
}

export class WatchSystemCommand {
  @IsBoolean() watching: boolean;
}

export class TypingCommand {
  @IsUUID() ticketId: string;
  @IsBoolean() typing: boolean;
  /** A voice note is being recorded, instead of a text written. */
  @IsOptional() @IsBoolean() recording?: boolean;
}
