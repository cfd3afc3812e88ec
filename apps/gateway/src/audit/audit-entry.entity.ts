import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One security-relevant act. The gateway's role may add entries and read them, never change or remove one. */
@Entity('audit_entry')
@Index('audit_actor', ['actorId', 'id'])
export class AuditEntry {
  /** Version 7: in the order of time. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_audit_entry' }) id: string;
  @Column('timestamptz', { default: () => 'now()' }) at: Date;
  @Column('text') act: string;
  /** The agent or integration that did it; null when nobody was logged in. */
  @Column('uuid', { nullable: true }) actorId: string | null;
  /** Whom or what it was done to. */
  @Column('uuid', { nullable: true }) subjectId: string | null;
  @Column('text', { nullable: true }) address: string | null;
  @Column('text', { nullable: true }) userAgent: string | null;
  @Column('jsonb', { default: '{}' }) details: object;
}
