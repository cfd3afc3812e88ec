import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far an agent has read a ticket: messages received later count as unread for that agent. */
@Entity('ticket_read')
export class TicketRead {
  @PrimaryColumn('uuid') ticketId: string;
  @PrimaryColumn('uuid') agentId: string;
  @Column('timestamptz') readUpTo: Date;
}
