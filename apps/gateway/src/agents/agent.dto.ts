import type { PersonRole } from '@bkcrm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsEmail, IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { roles } from '../resources/agent.dto.js';

/** A person's; programs are `integration`. */
const personRoles = roles.filter((role) => role !== 'integration');

export class CreateAgentDto {
  @IsEmail() email: string;
  @IsString() @Length(1, 100) name: string;
  @ApiProperty({ enum: personRoles })
  @IsIn(personRoles)
  role: PersonRole;
  @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) departmentIds: string[];
  /** 8 to 128 characters. */
  @IsString() @Length(8, 128) password: string;
}

/** What is absent stays as it is. */
export class UpdateAgentDto {
  @IsOptional() @IsString() @Length(1, 100) name?: string;
  @ApiPropertyOptional({ enum: personRoles })
  @IsOptional()
  @IsIn(personRoles)
  role?: PersonRole;
  @IsOptional() @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) departmentIds?: string[];
  /** False ends all sessions of the agent at once. */
  @IsOptional() @IsBoolean() active?: boolean;
}

export class AgentsWithTwoFactor {
  @ApiProperty({ type: [String], format: 'uuid' }) agentIds: string[];
}

export class ResetLinkDto {
  /** Shown only this once. Whoever opens it may set the agent's password. */
  url: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
}
