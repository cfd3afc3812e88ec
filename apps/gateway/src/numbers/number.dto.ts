import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, Length } from 'class-validator';

export class RegisterNumberDto {
  @IsString() @Length(1, 100) name: string;
  /** The instance's name in Evolution API. */
  @IsString() @Length(1, 200) instanceName: string;
  /** Where its new tickets go; everybody sees them when there is none. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  departmentId?: string;
}
