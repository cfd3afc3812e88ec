import type { Role } from '@bkcrm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who answers customers. The password is the gateway's, never here. */
@Entity('agent')
export class Agent {
  @PrimaryColumn('uuid') id: string;
  /** Lower case. */
  @Column('text', { unique: true }) email: string;
  @Column('text') name: string;
  @Column('text') role: Role;
  @Column('boolean', { default: true }) active: boolean;
  /** Rises when role, departments or activity change: part of the epoch of what this agent sees. */
  @Column('int', { default: 1 }) rightsVersion: number;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
