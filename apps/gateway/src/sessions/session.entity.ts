import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A login of one agent on one device, from the password to the logout: what a family of refresh tokens belongs to. */
@Entity('session')
export class SessionRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_session' }) id: string;
  @Index('session_agent') @Column('uuid') agentId: string;
  /** Of the refresh token that is good now. */
  @Column('text') fingerprint: string;
  /** Of the one before it, which is answered with the present one again while that is in nobody's use. */
  @Column('text', { nullable: true }) previousFingerprint: string | null;
  @Column('timestamptz') rotatedAt: Date;
  /** The `rotatedAt` of the last replacement whose access token was used: its answer arrived. */
  @Column('timestamptz', { nullable: true }) confirmedAt: Date | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  /** `logout`, `reuse`, `password`, `disabled`, `administrator`. */
  @Column('text', { nullable: true }) endReason: string | null;
  /** Where the login came from. */
  @Column('text', { nullable: true }) address: string | null;
  @Column('text', { nullable: true }) userAgent: string | null;
}
