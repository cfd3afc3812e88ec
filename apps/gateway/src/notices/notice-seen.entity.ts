import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Until when an administrator has seen the notices. */
@Entity('notice_seen')
export class NoticeSeenRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_notice_seen' }) agentId: string;
  @Column('timestamptz') seenAt: Date;
}
