import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The latest reaction of one person to one message; an empty emoji is a withdrawn one, kept so that an older cannot return. */
@Entity('reaction')
export class Reaction {
  @PrimaryColumn('uuid') messageId: string;
  @PrimaryColumn('text') by: string;
  @Column('text') emoji: string;
  @Column('timestamptz') at: Date;
}
