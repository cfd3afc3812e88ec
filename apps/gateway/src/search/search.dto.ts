import type { ContactHit, MessageHit, MessageKind, SearchResults, TextPart, TicketStatus } from '@bkcrm/contracts';
import { messageKinds } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { ContactDto, ticketStatuses } from '../resources/ticket.dto.js';

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

export class SearchDto {
  /** Words of which all must be there, without regard to accents and case; the last may be a beginning. Or a phone, or a part of one. */
  @Transform(trimmed)
  @IsString()
  @Length(2, 200)
  q: string;
  /** `nextCursor` of the page before. */
  @IsOptional() @IsString() before?: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(50) limit: number = 20;
}

export class TextPartDto implements TextPart {
  text: string;
  /** Whether this piece is what was looked for. */
  hit: boolean;
}

export class MessageHitDto implements MessageHit {
  id: string;
  /** The ticket to open: the message's own, or another one of its conversation that may be seen. */
  ticketId: string;
  ticketNumber: number;
  @ApiProperty({ enum: ticketStatuses }) ticketStatus: TicketStatus;
  contact: ContactDto;
  @ApiProperty({ enum: ['in', 'out'] }) direction: 'in' | 'out';
  @ApiProperty({ enum: messageKinds }) kind: MessageKind;
  @ApiProperty({ format: 'date-time' }) sentAt: string;
  /** The text around the first of the words; of a file without them, its name. */
  @ApiProperty({ type: [TextPartDto] }) snippet: TextPartDto[];
}

export class ContactHitDto extends ContactDto implements ContactHit {
  /** Their latest ticket that may be seen. */
  ticketId: string;
  @ApiProperty({ enum: ticketStatuses }) ticketStatus: TicketStatus;
}

export class SearchResultsDto implements SearchResults {
  /** The most alike first; only on the first page. */
  contacts: ContactHitDto[];
  /** The newest first. A page may be short, or empty, and yet not be the last. */
  messages: MessageHitDto[];
  /** Opaque; give it back as `before` for what is older. Null on the last page. */
  nextCursor: string | null;
}
