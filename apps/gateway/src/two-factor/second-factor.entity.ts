import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An agent's authenticator app. It counts once a code of it was confirmed. */
@Entity('second_factor')
export class SecondFactorRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_second_factor' }) agentId: string;
  /** Encrypted, bound to this agent. */
  @Column('text') seed: string;
  @Column('timestamptz', { nullable: true }) confirmedAt: Date | null;
  /** The step of the code that was used last: none up to it is good again. */
  @Column('bigint', { nullable: true }) usedStep: string | null;
  /** SHA-256 of the recovery codes that were not used. */
  @Column('text', { array: true, default: '{}' }) recoveryCodes: string[];
}
