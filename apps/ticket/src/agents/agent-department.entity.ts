import { Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('agent_department')
export class AgentDepartment {
  @PrimaryColumn('uuid') agentId: string;
  @Index() @PrimaryColumn('uuid') departmentId: string;
}
