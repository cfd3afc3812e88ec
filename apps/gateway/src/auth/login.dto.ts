import { IsString, MaxLength } from 'class-validator';
import { AgentDto } from '../resources/agent.dto.js';

export class LoginDto {
  @IsString() @MaxLength(320) email: string;
  @IsString() @MaxLength(128) password: string;
}

export class LoginAnswer {
  /** Goes into the header `Authorization: Bearer …`, or into `auth.token` of a socket. */
  accessToken: string;
  /** ISO 8601. */
  expiresAt: string;
  agent: AgentDto;
}
