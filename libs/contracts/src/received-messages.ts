import { Type } from 'class-transformer';
import { ArrayMinSize, IsArray, IsInt, IsOptional, IsString, Min, ValidateNested } from 'class-validator';

/**
 * Routing key of a webhook that tells of one message of a contact and of nothing else. It is bound by `p0.#` as all of its class are, but
 * not by the sender, which needs only to know how many came.
 */
export const receivedKey = 'p0.messages.upsert.received';

/** Messages of contacts that came over one number. */
export class ReceivedFromNumber {
  /** Our number id, when the webhooks carried it; else the instance's name says which number it is. */
  @IsOptional() @IsString() numberId?: string;
  @IsOptional() @IsString() instance?: string;
  @IsInt() @Min(1) messages: number;
}

/** Fact from ingest: how many webhooks with `receivedKey` the broker took lately. A rough count: after an outage of the broker some may be in two of these, after a crash in none. */
export class MessagesReceived {
  static readonly type = 'messages.received.v1';

  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => ReceivedFromNumber)
  numbers: ReceivedFromNumber[];
}
