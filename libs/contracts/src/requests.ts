import {
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  ValidateIf,
} from 'class-validator';
import { AgentRequest } from './agent-request.js';
import type {
  AgentResource,
  DepartmentSummary,
  MessageResource,
  NumberOrigin,
  PersonRole,
  TicketResource,
  TicketStatus,
  WhatsappNumberResource,
} from './resources.js';

/** Requests that the gateway makes of the ticket service. */

/** → TicketResource. */
export class UpdateTicketRequest extends AgentRequest {
  static readonly type = 'ticket.update-request.v1';
  declare readonly reply: TicketResource;

  @IsUUID() ticketId: string;
  /** When given, a ticket that has changed since answers `ticket.version-conflict`. */
  @IsOptional() @IsInt() version?: number;
  @IsOptional() @IsIn(['pending', 'open', 'resolved']) status?: TicketStatus;
  @ValidateIf((request: UpdateTicketRequest) => request.assigneeId !== null) @IsOptional() @IsUUID() assigneeId?:
    string | null;
  @ValidateIf((request: UpdateTicketRequest) => request.departmentId !== null) @IsOptional() @IsUUID() departmentId?:
    string | null;
}

/** → `{ ticketId, agentId, readUpTo }`. */
export class MarkTicketReadRequest extends AgentRequest {
  static readonly type = 'ticket.mark-read-request.v1';
  declare readonly reply: { ticketId: string; agentId: string; readUpTo: string };

  @IsUUID() ticketId: string;
  @IsISO8601() readUpTo: string;
}

/** → MessageResource. Fetches a message's file from WhatsApp: one that was given up, or one of history that nobody wanted so far. */
export class FetchFileRequest extends AgentRequest {
  static readonly type = 'file.fetch-request.v1';
  declare readonly reply: MessageResource;

  @IsUUID() attachmentId: string;
}

/**
 * → WhatsappNumberResource. `adopted`: an instance that exists becomes ours; if it is already, that number is
 * answered. `created`: the instance is made; without a name of its own it gets one.
 */
export class RegisterNumberRequest extends AgentRequest {
  static readonly type = 'number.register-request.v1';
  declare readonly reply: WhatsappNumberResource;

  @IsOptional() @IsUUID() id?: string;
  @IsString() @Length(1, 100) name: string;
  @IsIn(['adopted', 'created']) origin: NumberOrigin;
  @IsUUID() serverId: string;
  /** Needed to adopt. */
  @ValidateIf(({ origin, instanceName }: RegisterNumberRequest) => origin === 'adopted' || instanceName !== undefined)
  @IsString()
  @Length(1, 200)
  instanceName?: string;
  @IsOptional() @IsUUID() departmentId?: string;
  /** Whether BKCRM keeps the settings that a help desk needs; always for what it created. */
  @IsBoolean() wantsSettings: boolean;
}

/** → DepartmentSummary. */
export class CreateDepartmentRequest extends AgentRequest {
  static readonly type = 'department.create-request.v1';
  declare readonly reply: DepartmentSummary;

  @IsOptional() @IsUUID() id?: string;
  @IsString() @Length(1, 100) name: string;
}

/** → AgentResource. The gateway keeps the password, never this request. */
export class CreateAgentRequest extends AgentRequest {
  static readonly type = 'agent.create-request.v1';
  declare readonly reply: AgentResource;

  @IsOptional() @IsUUID() id?: string;
  @IsEmail() email: string;
  @IsString() @Length(1, 100) name: string;
  @IsIn(['administrator', 'supervisor', 'agent']) role: PersonRole;
  @IsArray() @IsUUID(undefined, { each: true }) departmentIds: string[];
}

/** → AgentResource. What is absent stays as it is. The last active administrator stays one (`agent.last-administrator`). */
export class UpdateAgentRequest extends AgentRequest {
  static readonly type = 'agent.update-request.v1';
  declare readonly reply: AgentResource;

  @IsUUID() agentId: string;
  @IsOptional() @IsString() @Length(1, 100) name?: string;
  @IsOptional() @IsIn(['administrator', 'supervisor', 'agent']) role?: PersonRole;
  @IsOptional() @IsArray() @IsUUID(undefined, { each: true }) departmentIds?: string[];
  @IsOptional() @IsBoolean() active?: boolean;
}

/** → AgentResource. A program that acts in its own name; the gateway keeps its token. */
export class CreateIntegrationRequest extends AgentRequest {
  static readonly type = 'integration.create-request.v1';
  declare readonly reply: AgentResource;

  @IsUUID() id: string;
  @IsString() @Length(1, 100) name: string;
  @IsArray() @IsString({ each: true }) permissions: string[];
  /** Null: all there are. */
  @ValidateIf((request: CreateIntegrationRequest) => request.departmentIds !== null)
  @IsArray()
  @IsUUID(undefined, { each: true })
  departmentIds: string[] | null;
}

/** → AgentResource. From the gateway itself at start: the first administrator exists, whoever he is. */
export class EnsureAdministratorRequest {
  static readonly type = 'agent.ensure-administrator-request.v1';
  declare readonly reply: AgentResource;

  @IsEmail() email: string;
}

/** What a refused request answers; thrown on the caller's side as RequestRefused. `status` is the HTTP status that fits. */
export interface RequestError {
  code: string;
  message: string;
  status: number;
  details?: unknown;
}
