import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export class EndSessionsDto {
  /** `current`: all but the one that asks. */
  @ApiPropertyOptional({ enum: ['current'] })
  @IsOptional()
  @IsIn(['current'])
  keep?: 'current';
}

export class SessionDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  /** Of the last refresh. */
  @ApiProperty({ format: 'date-time' }) lastUsedAt: string;
  /** Without a further refresh. */
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  /** Where the login came from. */
  address: string | null;
  userAgent: string | null;
  /** Whether it is the one that asks. */
  current: boolean;
}

export class SessionPage {
  items: SessionDto[];
  /** Always null: there are never many. */
  nextCursor: string | null;
}
