import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A file that is to be fetched from Evolution; gone once it is stored or given up. */
@Entity('file_order')
export class FileOrder {
  @PrimaryColumn('uuid') attachmentId: string;
  @Column('uuid') numberId: string;
  @Column('jsonb') message: Record<string, unknown>;
  @Column('text', { nullable: true }) mediaUrl: string | null;
  @Column('text', { nullable: true }) declaredType: string | null;
  @Column('timestamptz') orderedAt: Date;
  @Column('int', { default: 0 }) attempts: number;
  /** While a process tries, the moment from which another may think it dead. */
  @Index() @Column('timestamptz') nextAttemptAt: Date;
}
