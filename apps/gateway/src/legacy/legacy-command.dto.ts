import { Allow, IsBoolean, IsInt, IsOptional, IsString, IsUUID, Length, Min } from 'class-validator';

/** Payloads of the old front end's events. Who it says it is may be in them and is not looked at: the token says that. */

export class LegacyTicketCommand {
  @IsUUID() ticketId: string;
  @Allow() userId?: unknown;
}

export class LegacyMessagesCommand extends LegacyTicketCommand {
  @IsInt() @Min(1) limit: number = 50;
}

export class LegacySendCommand extends LegacyTicketCommand {
  @IsString() @Length(1, 65_536) content: string;
  @IsOptional() @IsBoolean() isInternal?: boolean;
  @IsOptional() @IsString() type?: string;
  /** The front end's own id of the message: the same one again is the same message. */
  @IsOptional() @IsUUID() messageId?: string;
  @Allow() senderName?: unknown;
  @Allow() metadata?: unknown;
}
