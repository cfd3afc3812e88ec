import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsISO8601, IsInt, IsOptional, IsString, IsUUID, Max, Min } from 'class-validator';
import { auditedActs } from './audit-log.js';
import type { AuditedAct } from './audit-log.js';

export class ListAuditDto {
  @ApiPropertyOptional({ enum: auditedActs })
  @IsOptional()
  @IsIn(auditedActs)
  act?: AuditedAct;
  /** Who did it. */
  @IsOptional() @IsUUID() actorId?: string;
  /** Whom or what it was done to. */
  @IsOptional() @IsUUID() subjectId?: string;
  /** At this moment or later. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601()
  from?: string;
  /** Before this moment. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601()
  before?: string;
  @IsOptional() @IsString() cursor?: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class AuditEntryDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ enum: auditedActs }) act: AuditedAct;
  /** Null when nobody was logged in. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) actorId: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) subjectId: string | null;
  address: string | null;
  userAgent: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true }) details: object;
}

export class AuditPage {
  items: AuditEntryDto[];
  /** Opaque; give it back as `cursor` for the next page. Null on the last page. */
  nextCursor: string | null;
}
