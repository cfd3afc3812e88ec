import { grantablePermissions } from '@bkcrm/permissions';
import type { Permission } from '@bkcrm/permissions';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  ValidateIf,
} from 'class-validator';

export class CreateApiTokenDto {
  /** What messages and the audit log name as author. */
  @IsString() @Length(1, 100) name: string;
  @ApiProperty({ enum: grantablePermissions, isArray: true })
  @IsArray()
  @ArrayUnique()
  @IsIn(grantablePermissions, { each: true })
  permissions: Permission[];
  /** Null: all there are, also those to come. What has no department is always included. */
  @ApiProperty({ type: [String], format: 'uuid', nullable: true })
  @ValidateIf((body: CreateApiTokenDto) => body.departmentIds !== null)
  @IsArray()
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  departmentIds: string[] | null;
  /** Without it the token is good until it is revoked. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601()
  expiresAt?: string;
}

export class ApiTokenDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
  permissions: string[];
  @ApiProperty({ type: [String], nullable: true }) departmentIds: string[] | null;
  @ApiProperty({ format: 'uuid' }) createdBy: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) expiresAt: string | null;
  /** To the minute. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastUsedAt: string | null;
}

export class IssuedApiTokenDto extends ApiTokenDto {
  /** Shown only this once. Goes into `Authorization: Bearer …`, or into `auth.token` of a socket. */
  token: string;
}

export class ApiTokenPage {
  items: ApiTokenDto[];
  /** Always null: there are never many. */
  nextCursor: string | null;
}
