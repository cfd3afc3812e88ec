import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { AgentDto } from '../resources/agent.dto.js';

const deliveries = ['cookie', 'body'] as const;

export class LoginDto {
  @IsString() @MaxLength(320) email: string;
  @IsString() @MaxLength(128) password: string;
  /** Of the authenticator app, or a recovery code; asked for by `auth.code-required`. */
  @IsOptional() @IsString() @MaxLength(40) code?: string;
  /** How the refresh token is given: as a cookie that scripts cannot read (browsers), or in the answer (programs). */
  @ApiPropertyOptional({ enum: deliveries })
  @IsIn(deliveries)
  refresh: 'cookie' | 'body' = 'cookie';
}

export class RefreshDto {
  /** Of programs; browsers send their cookie instead. */
  @IsOptional() @IsString() @MaxLength(200) refreshToken?: string;
}

export class LoginAnswer {
  /** Goes into the header `Authorization: Bearer …`, or into `auth.token` of a socket. */
  accessToken: string;
  /** ISO 8601. When the access token ends; refresh it before. */
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
  agent: AgentDto;
  /** Only when it was asked for in the body. Good once: the next refresh answers the next one. */
  @ApiPropertyOptional() refreshToken?: string;
}

export class ChangePasswordDto {
  @IsString() @MaxLength(128) currentPassword: string;
  /** 8 to 128 characters. */
  @IsString() @Length(8, 128) newPassword: string;
}

export class ResetPasswordDto {
  /** What stands behind `#token=` in the link. */
  @IsString() @MaxLength(200) token: string;
  /** 8 to 128 characters. */
  @IsString() @Length(8, 128) password: string;
}
