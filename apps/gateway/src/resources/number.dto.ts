import type {
  NumberHealth,
  NumberHealthCode,
  NumberOrigin,
  NumberState,
  NumberSummary,
  WhatsappNumberResource,
} from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { DepartmentDto } from './agent.dto.js';

export const numberStates = [
  'open',
  'connecting',
  'close',
  'missing',
  'unknown',
] as const satisfies readonly NumberState[];

/** What stands in the way of a number or a server. */
export class TroubleDto {
  /** Stable, for programs. */
  code: string;
  message: string;
}

export const numberOrigins = ['adopted', 'created'] as const satisfies readonly NumberOrigin[];

export const healthCodes = [
  'ok',
  'disconnected',
  'paused',
  'silent',
  'unacknowledged',
  'dead',
  'recovered',
] as const satisfies readonly NumberHealthCode[];

/** How a number does by what goes over it. */
export class NumberHealthDto implements NumberHealth {
  @ApiProperty({ enum: healthCodes }) code: NumberHealthCode;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since: string | null;
  /** What a sentence about it needs besides. */
  @ApiProperty({ type: 'object', additionalProperties: true }) parameters: Record<string, string | number>;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastInAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastOutAt: string | null;
  /** Seconds until WhatsApp confirmed what was sent in the last hour. */
  acknowledgementSeconds: number | null;
  /** Which share of it is not confirmed, 0 to 1. */
  pendingShare: number;
  /** Messages that usually come in this hour of the week. */
  usualPerHour: number | null;
  /** Of the last 24 hours. */
  reconnects: number;
  /** In English. */
  message: string;
}

export class NumberDto implements WhatsappNumberResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
  /** The instance's name in Evolution API. */
  instanceName: string;
  /** E.164 without `+`, once it was linked. */
  phone: string | null;
  profileName: string | null;
  @ApiProperty({ enum: numberStates }) state: NumberState;
  /** When the state was observed. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) stateAt: string | null;
  /** Whether the instance was there before, or BKCRM made it. */
  @ApiProperty({ enum: numberOrigins }) origin: NumberOrigin;
  @ApiProperty({ format: 'uuid' }) serverId: string;
  @ApiProperty({ type: TroubleDto, nullable: true }) trouble: TroubleDto | null;
  @ApiProperty({ type: NumberHealthDto, nullable: true }) health: NumberHealthDto | null;
  department: DepartmentDto | null;
  /** Since when it is not looked after any more. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) removedAt: string | null;
  version: number;
}

export class NumberSummaryDto implements NumberSummary {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
  instanceName: string;
  phone: string | null;
}
