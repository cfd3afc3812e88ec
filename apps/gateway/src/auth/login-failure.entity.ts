import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often logging in has failed lately, for one account, one address, or both together. All replicas count here. */
@Entity('login_failure')
export class LoginFailureRow {
  /** SHA-256 of what is counted for: whatever somebody types as an account has the same length. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_login_failure' }) fingerprint: string;
  @Column('int') count: number;
  @Column('timestamptz') lastAt: Date;
}
