import type { Role } from '@bkcrm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who answers customers, or a program that acts in its own name. Passwords and tokens are the gateway's, never here. */
@Entity('agent')
export class Agent {
  @PrimaryColumn('uuid') id: string;
  /** Lower case. */
  @Column('text', { unique: true }) email: string;
  @Column('text') name: string;
  @Column('text') role: Role;
  @Column('boolean', { default: true }) active: boolean;
  /** What an integration may do; null for people, whose role decides. */
  @Column('text', { array: true, nullable: true }) permissions: string[] | null;
  /** Whether an integration's departments are all there are. */
  @Column('boolean', { default: false }) everywhere: boolean;
  /** Rises when role, departments or activity change: part of the epoch of what this agent sees. */
  @Column('int', { default: 1 }) rightsVersion: number;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
