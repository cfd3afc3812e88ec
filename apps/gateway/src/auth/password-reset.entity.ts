import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A link by which an agent may set a password, once. At most one per agent. */
@Entity('password_reset')
export class PasswordResetRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_password_reset' }) agentId: string;
  /** SHA-256 of the token: 256 random bits need no salt. */
  @Column('text') fingerprint: string;
  /** The administrator. */
  @Column('uuid') createdBy: string;
  @Column('timestamptz') expiresAt: Date;
}
