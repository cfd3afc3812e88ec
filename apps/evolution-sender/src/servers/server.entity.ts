import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ServerTrust } from './domain/server-trust.js';

/** An Evolution server. The one that the environment configures has its row too; its key and trust stay in the environment. */
@Entity('server')
export class Server {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { unique: true }) name: string;
  @Column('text') baseUrl: string;
  /** Encrypted; null for the environment's. */
  @Column('text', { nullable: true }) apiKey: string | null;
  @Column('boolean', { default: false }) fromEnvironment: boolean;
  @Column('jsonb', { default: { kind: 'public' } }) trust: ServerTrust;
  /** Host names and CIDR blocks where it may be although they are not public addresses. */
  @Column('text', { array: true, default: [] }) allowedNetworks: string[];
  /** As it said itself, e.g. `2.3.6`. */
  @Column('text', { nullable: true }) version: string | null;
  /** Whether it keeps messages, as far as that is known: without, there is no back-fill and no quote by id. */
  @Column('boolean', { nullable: true }) storesMessages: boolean | null;
  @Column('timestamptz', { nullable: true }) lastSeenAt: Date | null;
  /** Why it last gave no answer; null while it answers. */
  @Column('text', { nullable: true }) trouble: string | null;
  @Column('text', { nullable: true }) troubleDetail: string | null;
  @Column('timestamptz', { nullable: true }) troubleAt: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  /** Rises with every change of how it is reached, so that every replica connects anew. */
  @Column('int', { default: 1 }) revision: number;
}
