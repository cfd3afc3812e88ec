import type { NumberState } from '@bkcrm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A WhatsApp number of the company. It outlives Evolution instances. */
@Entity('whatsapp_number')
export class WhatsappNumber {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  /** Evolution's instance name: how webhooks name the number. */
  @Column('text', { unique: true }) instanceName: string;
  /** Digits, once linked. */
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text', { nullable: true }) profileName: string | null;
  @Column('uuid', { nullable: true }) departmentId: string | null;
  @Column('text', { default: 'unknown' }) state: NumberState;
  /** When Evolution was asked, by the sender's clock; an older observation never replaces a newer one. */
  @Column('timestamptz', { nullable: true }) stateAt: Date | null;
  /** Messages older than this never open a ticket. */
  @Column('timestamptz', { default: () => 'now()' }) adoptedAt: Date;
  @Column('int', { default: 1 }) version: number;
}
