import type { TicketStatus } from '@bkcrm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import { ticketStatuses } from '../resources/ticket.dto.js';

const splitList = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.split(',') : value);

export class ListTicketsDto {
  /** One or several, separated by commas. */
  @ApiPropertyOptional({ enum: ticketStatuses, isArray: true })
  @IsOptional()
  @Transform(splitList)
  @IsArray()
  @IsIn(ticketStatuses, { each: true })
  status?: TicketStatus[];
  @IsOptional() @IsUUID() numberId?: string;
  @IsOptional() @IsUUID() departmentId?: string;
  /** An agent's id, or `none` for tickets that nobody has. */
  @IsOptional() @ValidateIf((query: ListTicketsDto) => query.assigneeId !== 'none') @IsUUID() assigneeId?: string;
  @IsOptional() @IsUUID() contactId?: string;
  @IsOptional() @IsString() cursor?: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class UpdateTicketDto {
  @ApiPropertyOptional({ enum: ticketStatuses })
  @IsOptional()
  @IsIn(ticketStatuses)
  status?: TicketStatus;
  /** Null takes the ticket from whoever has it. */
  @IsOptional() @IsUUID() assigneeId?: string | null;
  /** Null takes the ticket out of its department: everybody sees it. */
  @IsOptional() @IsUUID() departmentId?: string | null;
  /** The version you know: if the ticket has changed since, nothing is done (`ticket.version-conflict`). */
  @IsOptional() @IsInt() version?: number;
}

export class MarkReadDto {
  /** Everything received up to this moment has been read. */
  @ApiProperty({ format: 'date-time' })
  @IsISO8601()
  readUpTo: string;
}

export class ReadPositionDto {
  ticketId: string;
  agentId: string;
  @ApiProperty({ format: 'date-time' }) readUpTo: string;
}
