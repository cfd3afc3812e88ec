import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';

export class ListMessagesDto {
  @IsOptional() @IsString() cursor?: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
}

export class SendMessageDto {
  @IsString() @Length(1, 65_536) text: string;
  /** Your own id of the message: the same id is stored and sent once. The header `Idempotency-Key` means the same. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  clientId?: string;
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  quotedMessageId?: string;
}
