import type { NumberHealth, NumberOrigin, NumberState } from '@bkcrm/contracts';
import { environmentServerId } from '@bkcrm/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A WhatsApp number of the company. It outlives Evolution instances. */
@Entity('whatsapp_number')
@Index('number_of_instance', ['serverId', 'instanceName'], { unique: true, where: 'removed_at IS NULL' })
export class WhatsappNumber {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('uuid', { default: environmentServerId }) serverId: string;
  /** Evolution's instance name: how webhooks name the number. One living number for each, on its server. */
  @Column('text') instanceName: string;
  @Column('text', { default: 'adopted' }) origin: NumberOrigin;
  /** Digits, once linked. */
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text', { nullable: true }) profileName: string | null;
  @Column('uuid', { nullable: true }) departmentId: string | null;
  @Column('text', { default: 'unknown' }) state: NumberState;
  /** When Evolution was asked, by the sender's clock; an older observation never replaces a newer one. */
  @Column('timestamptz', { nullable: true }) stateAt: Date | null;
  /** What the sender says stands in the way, and in a sentence; null when nothing does. */
  @Column('text', { nullable: true }) trouble: string | null;
  @Column('text', { nullable: true }) troubleMessage: string | null;
  /** How it does by its traffic, as the sender last said, with the messages that were found later; and when it said so. */
  @Column('jsonb', { nullable: true }) health: NumberHealth | null;
  @Column('timestamptz', { nullable: true }) healthAt: Date | null;
  /** Since when it is not looked after any more; its history stays. */
  @Column('timestamptz', { nullable: true }) removedAt: Date | null;
  /** Messages older than this never open a ticket. */
  @Column('timestamptz', { default: () => 'now()' }) adoptedAt: Date;
  @Column('int', { default: 1 }) version: number;
}
