import { IsIn, IsISO8601, IsOptional, IsString, IsUUID } from 'class-validator';
import type { NumberState } from './resources.js';

/** Order to the sender: look after this number (its webhook, its connection state, its sends). */
export class AdoptNumber {
  static readonly type = 'number.adopt.v1';

  @IsUUID() numberId: string;
  @IsString() instanceName: string;
}

/** Fact from the sender: what Evolution answered about a number, with our clock. */
export class NumberStateObserved {
  static readonly type = 'number.state-observed.v1';

  @IsUUID() numberId: string;
  @IsIn(['open', 'connecting', 'close', 'missing', 'unknown']) state: NumberState;
  @IsOptional() @IsString() ownerJid?: string;
  @IsOptional() @IsString() profileName?: string;
  @IsISO8601() observedAt: string;
}
