import type { TicketStatus } from '@bkcrm/contracts';
import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

/** A span of a conversation that somebody has to look after. */
@Entity('ticket')
@Index('one_open_ticket', ['numberId', 'contactId'], { unique: true, where: "status IN ('pending', 'open')" })
@Index('ticket_list', ['updatedAt', 'id'])
export class Ticket {
  @PrimaryColumn('uuid') id: string;
  /** The short number people say. */
  @Generated('increment') @Column('int', { unique: true }) number: number;
  @Index() @Column('uuid') conversationId: string;
  @Column('uuid') numberId: string;
  @Index() @Column('uuid') contactId: string;
  @Column('text') status: TicketStatus;
  @Column('uuid', { nullable: true }) departmentId: string | null;
  @Column('uuid', { nullable: true }) assigneeId: string | null;
  @Column('uuid', { nullable: true }) lastMessageId: string | null;
  @Column('timestamptz') openedAt: Date;
  @Column('timestamptz', { nullable: true }) resolvedAt: Date | null;
  /** The ticket that took over when two contacts turned out to be one. */
  @Column('uuid', { nullable: true }) mergedInto: string | null;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt: Date;
  @Column('int', { default: 1 }) version: number;
}
