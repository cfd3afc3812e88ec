import type { NumberState, NumberSummary, WhatsappNumberResource } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { DepartmentDto } from './agent.dto.js';

export const numberStates = [
  'open',
  'connecting',
  'close',
  'missing',
  'unknown',
] as const satisfies readonly NumberState[];

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
  department: DepartmentDto | null;
  version: number;
}

export class NumberSummaryDto implements NumberSummary {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
  instanceName: string;
  phone: string | null;
}
