import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** How a program proves who it is. What it may do stands with its integration, in the ticket service's `agent`. */
@Entity('api_token')
@Unique('api_token_fingerprint', ['fingerprint'])
export class ApiTokenRow {
  /** The integration's. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_api_token' }) id: string;
  /** SHA-256 of the token: 256 random bits need no salt. */
  @Column('text') fingerprint: string;
  /** The administrator. */
  @Column('uuid') createdBy: string;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
  /** To the minute. */
  @Column('timestamptz', { nullable: true }) lastUsedAt: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
}
