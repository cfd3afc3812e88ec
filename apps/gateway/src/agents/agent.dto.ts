import type { Role } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsEmail, IsIn, IsString, IsUUID, Length } from 'class-validator';
import { roles } from '../resources/agent.dto.js';

export class CreateAgentDto {
  @IsEmail() email: string;
  @IsString() @Length(1, 100) name: string;
  @ApiProperty({ enum: roles })
  @IsIn(roles)
  role: Role;
  @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) departmentIds: string[];
  /** 8 to 128 characters. */
  @IsString() @Length(8, 128) password: string;
}
