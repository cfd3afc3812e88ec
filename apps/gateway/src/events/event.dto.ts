import { liveEventTypes } from '@bkcrm/contracts';
import type { LiveEventType } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class ListEventsDto {
  /** Number of the last event you have; without it, the oldest that is kept comes first. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) after?: number;
  @Type(() => Number) @IsInt() @Min(1) @Max(1_000) limit: number = 200;
}

export class EventItemDto {
  seq: number;
  @ApiProperty({ enum: liveEventTypes }) type: LiveEventType;
  @ApiProperty({ format: 'date-time' }) at: string;
  /** The whole resource, as the other addresses answer it. */
  @ApiProperty({ type: 'object', additionalProperties: true }) data: unknown;
}

export class EventList {
  /** Opaque; when it changes, numbers from before mean nothing. */
  epoch: string;
  /** Number of the newest event there is. */
  head: number;
  /** How far this answer goes: give it as `after` next time. Events that you may not see are left out. */
  position: number;
  items: EventItemDto[];
}
