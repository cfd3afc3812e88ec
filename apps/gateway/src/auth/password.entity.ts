import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How an agent proves who they are. Agents themselves are the ticket service's. */
@Entity('password')
export class PasswordRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_password' }) agentId: string;
  /** argon2id, with its parameters and salt. */
  @Column('text') hash: string;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt: Date;
}
