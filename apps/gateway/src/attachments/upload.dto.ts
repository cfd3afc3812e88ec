import { fileKinds } from '@bkcrm/contracts';
import type { FileKind } from '@bkcrm/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';

export class UploadDto {
  /** As the customer shall see it. */
  @IsOptional() @IsString() @MaxLength(500) fileName?: string;
  /** What the file is said to be; by default the `Content-Type`. Its bytes decide. */
  @IsOptional() @IsString() @MaxLength(200) mimeType?: string;
  /** How it is going to be sent: checked at once, instead of when it is sent. */
  @ApiPropertyOptional({ enum: fileKinds })
  @IsOptional()
  @IsIn(fileKinds)
  kind?: FileKind;
}
