import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An agent who has said that they are away; the row goes when they say that they are back. */
@Entity('chosen_away')
export class ChosenAway {
  @PrimaryColumn('uuid') agentId: string;
  @Column('timestamptz', { default: () => 'now()' }) since: Date;
}
