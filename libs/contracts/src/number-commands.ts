import { IsBoolean, IsIn, IsISO8601, IsObject, IsOptional, IsString, IsUUID } from 'class-validator';
import type { NumberHealth, NumberOrigin, NumberState } from './resources.js';

/** The server that the sender's environment configures. */
export const environmentServerId = '00000000-0000-4000-8000-000000000001';

/** Order to the sender: look after this number (its webhook, its connection state, its sends). */
export class AdoptNumber {
  static readonly type = 'number.adopt.v1';

  @IsUUID() numberId: string;
  @IsString() instanceName: string;
  /** Absent in orders of an earlier release: the environment's. */
  @IsOptional() @IsUUID() serverId?: string;
  /** Absent in orders of an earlier release: adopted. A created one is made first. */
  @IsOptional() @IsIn(['adopted', 'created']) origin?: NumberOrigin;
  @IsOptional() @IsBoolean() wantsSettings?: boolean;
}

/** Order to the sender: this number is not ours any more. Its unsent messages fail; its instance is deleted, or put back as it was. */
export class DropNumber {
  static readonly type = 'number.drop.v1';

  @IsUUID() numberId: string;
  @IsIn(['delete', 'release']) how: 'delete' | 'release';
}

/** Fact from the sender: what Evolution answered about a number, with our clock. */
export class NumberStateObserved {
  static readonly type = 'number.state-observed.v1';

  @IsUUID() numberId: string;
  @IsIn(['open', 'connecting', 'close', 'missing', 'unknown']) state: NumberState;
  @IsOptional() @IsString() ownerJid?: string;
  @IsOptional() @IsString() profileName?: string;
  /** What stands in the way; absent when nothing does. */
  @IsOptional() @IsString() trouble?: string;
  @IsOptional() @IsString() troubleMessage?: string;
  @IsISO8601() observedAt: string;
}

/** Fact from the sender: how a number does by its traffic. Of two the later one counts. */
export class NumberHealthObserved {
  static readonly type = 'number.health-observed.v1';

  @IsUUID() numberId: string;
  @IsObject() health: NumberHealth;
  @IsISO8601() observedAt: string;
}
