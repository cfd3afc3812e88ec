import { letterBoxes } from '@bkcrm/contracts';
import type { LetterBox, LetterResource, LetterSummary } from '@bkcrm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

export class BoxParameter {
  @ApiProperty({ enum: letterBoxes })
  @IsIn(letterBoxes)
  box: LetterBox;
}

export class LetterParameter extends BoxParameter {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id: string;
}

export class ListLettersDto {
  @IsOptional() @IsString() cursor?: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

class LetterIdsDto {
  @ApiProperty({ type: [String], format: 'uuid' })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  ids: string[];
}

export class ReplayLettersDto extends LetterIdsDto {
  /** JSON that takes the place of what the only letter says. */
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(1_000_000)
  body?: string;
}

export class DiscardLettersDto extends LetterIdsDto {
  /** Stands in the audit log. */
  @IsString() @Length(1, 500) reason: string;
}

export class LetterSummaryDto implements LetterSummary {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: letterBoxes }) box: LetterBox;
  /** The queue that it was meant for; null in quarantine. */
  queue: string | null;
  /** The webhook's, where it is one. */
  event: string | null;
  instance: string | null;
  type: string;
  reason: string;
  /** How often it has come here: once more after every replay that failed again. */
  @ApiProperty({ type: 'integer' }) count: number;
  @ApiProperty({ format: 'date-time' }) arrivedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) firstFailedAt: string | null;
  /** Bytes. */
  @ApiProperty({ type: 'integer' }) size: number;
}

export class LetterDto extends LetterSummaryDto implements LetterResource {
  /** As it came; usually JSON. */
  body: string;
}

export class LetterPage {
  items: LetterSummaryDto[];
  /** Opaque; give it back as `cursor` for the next page. Null on the last page. */
  nextCursor: string | null;
}

export class LettersDoneDto {
  /** Of which it was done; the others were not there, or the broker did not take them. */
  @ApiProperty({ type: [String], format: 'uuid' }) ids: string[];
}
