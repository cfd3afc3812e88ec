import { erasureStates } from '@bkcrm/contracts';
import type { ErasureResource, ErasureState } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

export class EraseContactDto {
  /** Why. It is kept for good, in the audit log and with the erasure: name nobody in it. */
  @IsString() @Length(1, 500) reason: string;
}

export class ErasureDto implements ErasureResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) contactId: string;
  /** The steps are taken in this order. From `sender` on nobody sees anything of the person any more. */
  @ApiProperty({ enum: erasureStates }) state: ErasureState;
  /** Null: everything. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) before: string | null;
  reason: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) requestedBy: string | null;
  /** Removed so far. */
  @ApiProperty({ type: 'integer' }) messages: number;
  @ApiProperty({ type: 'integer' }) tickets: number;
  @ApiProperty({ type: 'integer' }) files: number;
  /** Dead letters, and webhooks in quarantine. */
  @ApiProperty({ type: 'integer' }) letters: number;
  /** Why the last step did not succeed; it is tried again. */
  error: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finishedAt: string | null;
}
