import type { AgentResource, AgentSummary, DepartmentSummary, Role } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';

export const roles = ['administrator', 'supervisor', 'agent', 'integration'] as const satisfies readonly Role[];

export class AgentDto implements AgentResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  email: string;
  name: string;
  @ApiProperty({ enum: roles }) role: Role;
  departmentIds: string[];
  active: boolean;
}

export class AgentSummaryDto implements AgentSummary {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
}

export class DepartmentDto implements DepartmentSummary {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
}
