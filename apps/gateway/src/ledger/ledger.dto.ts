import type { LedgerHour } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

export class ReadLedgerDto {
  /** How far back. */
  @Type(() => Number) @IsInt() @Min(1) @Max(840) hours: number = 48;
}

class ReceivedDto {
  @ApiProperty({ type: 'integer' }) received: number;
  @ApiProperty({ type: 'integer' }) stored: number;
  @ApiProperty({ type: 'integer' }) duplicates: number;
  /** Echoes set aside, to be claimed or received once more. */
  @ApiProperty({ type: 'integer' }) held: number;
  /** Gave way to an agent's message. */
  @ApiProperty({ type: 'integer' }) replaced: number;
  /** Removed with a person's data, or by retention. */
  @ApiProperty({ type: 'integer' }) erased: number;
  /** Rows that are there now. */
  @ApiProperty({ type: 'integer' }) present: number;
  /** Zero, or something was lost or not counted. */
  @ApiProperty({ type: 'integer' }) difference: number;
}

class SentDto {
  @ApiProperty({ type: 'integer' }) ordered: number;
  @ApiProperty({ type: 'integer' }) settled: number;
  @ApiProperty({ type: 'integer' }) unknown: number;
  /** Also expired and cancelled. */
  @ApiProperty({ type: 'integer' }) failed: number;
  @ApiProperty({ type: 'integer' }) underWay: number;
  /** Removed with a person's data, or by retention. */
  @ApiProperty({ type: 'integer' }) erased: number;
  @ApiProperty({ type: 'integer' }) difference: number;
}

class LedgerHourDto implements LedgerHour {
  @ApiProperty({ format: 'uuid' }) numberId: string;
  @ApiProperty({ format: 'date-time' }) hour: string;
  received: ReceivedDto;
  sent: SentDto;
}

export class LedgerDto {
  items: LedgerHourDto[];
}
