import { Entity, PrimaryColumn } from 'typeorm';

/** A conversation that nothing is sent in any more: commands that were on their way when it was forgotten change nothing. */
@Entity('forgotten_conversation')
export class ForgottenConversation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_forgotten_conversation' }) id: string;
}
