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

export class SendMessageCommand {
  @IsUUID() ticketId: string;
  @IsUUID() clientId: string;
  @IsString() @Length(1, 65_536) text: string;
  @IsOptional() @IsUUID() quotedMessageId?: string;
}

export class MarkReadCommand {
  @IsUUID() ticketId: string;
  @IsISO8601() readUpTo: string;
}

export class TypingCommand {
  @IsUUID() ticketId: string;
  @IsBoolean() typing: boolean;
}
