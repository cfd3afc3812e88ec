import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { AgentRequest } from './agent-request.js';
import type { NumberOrigin, NumberState, WhatsappNumberResource } from './resources.js';

/** A code for linking a number on the phone. */
export interface QrCode {
  /** Text of the QR code. */
  code: string;
  /** The QR code as a data URL. */
  image: string | null;
  /** What to type on the phone instead; only when one was asked for with the phone. */
  pairingCode: string | null;
}

/** Data of the signal `number.qr-code`, and what connecting answers. `qr` is null when there is none (yet, or any more). */
export interface QrCodeOffer {
  numberId: string;
  qr: QrCode | null;
  expiresAt: string | null;
}

/** Everything about a number's connection: what administrators see. */
export interface NumberConnectionResource {
  numberId: string;
  instanceName: string;
  server: { id: string; name: string; insecure: boolean };
  origin: NumberOrigin;
  state: NumberState;
  stateAt: string | null;
  /** The account that the number is, and the one that is linked now: usually the same. Digits. */
  account: string | null;
  linkedAccount: string | null;
  profileName: string | null;
  /** What is still being done at Evolution. */
  task: 'create' | 'remake' | 'delete' | 'release' | null;
  trouble: { code: string; message: string } | null;
  /** Its own limits; null where the configured ones hold. */
  ratePerSecond: number | null;
  burst: number | null;
  defaults: { ratePerSecond: number; burst: number };
  /** Newest first. */
  history: { state: NumberState; reason: string | null; at: string }[];
}

abstract class NumberRequest extends AgentRequest {
  @IsUUID() numberId: string;
}

/** To ticket → WhatsappNumberResource. Administrators only. What is absent stays; a department of null is none. */
export class ChangeNumberRequest extends NumberRequest {
  static readonly type = 'number.change-request.v1';
  declare readonly reply: WhatsappNumberResource;

  @IsOptional() @IsString() @Length(1, 100) name?: string;
  @ValidateIf((request: ChangeNumberRequest) => request.departmentId !== null) @IsOptional() @IsUUID() departmentId?:
    string | null;
}

/**
 * To ticket → WhatsappNumberResource. Administrators only. `delete` takes the instance away as well, and is for numbers that we
 * created; `release` leaves it, with the hook and the settings that it had before us.
 */
export class RemoveNumberRequest extends NumberRequest {
  static readonly type = 'number.remove-request.v1';
  declare readonly reply: WhatsappNumberResource;

  @IsIn(['delete', 'release']) how: 'delete' | 'release';
}

/** To sender → QrCodeOffer. Administrators only. With a phone (digits) a pairing code is asked for. */
export class ConnectNumberRequest extends NumberRequest {
  static readonly type = 'number.connect-request.v1';
  declare readonly reply: QrCodeOffer & { state: NumberState };

  @IsOptional() @Matches(/^\d{8,15}$/) phone?: string;
}

/** To sender → NumberConnectionResource. Administrators only. */
export class DescribeConnectionRequest extends NumberRequest {
  static readonly type = 'number.describe-connection-request.v1';
  declare readonly reply: NumberConnectionResource;
}

/** To sender → NumberConnectionResource. Administrators only. The session begins anew; the link stays. */
export class RestartNumberRequest extends NumberRequest {
  static readonly type = 'number.restart-request.v1';
  declare readonly reply: NumberConnectionResource;
}

/** To sender → NumberConnectionResource. Administrators only. The phone is unlinked; it can be linked again. */
export class LogOutNumberRequest extends NumberRequest {
  static readonly type = 'number.log-out-request.v1';
  declare readonly reply: NumberConnectionResource;
}

/** To sender → NumberConnectionResource. Administrators only. The account that is linked now is this number's from here on. */
export class AcceptAccountRequest extends NumberRequest {
  static readonly type = 'number.accept-account-request.v1';
  declare readonly reply: NumberConnectionResource;
}

/** To sender → NumberConnectionResource. Administrators only. Null: the configured limit. */
export class SetNumberRateRequest extends NumberRequest {
  static readonly type = 'number.set-rate-request.v1';
  declare readonly reply: NumberConnectionResource;

  @ValidateIf((request: SetNumberRateRequest) => request.ratePerSecond !== null)
  @IsNumber()
  @Min(0.01)
  @Max(1_000)
  ratePerSecond: number | null;
  @ValidateIf((request: SetNumberRateRequest) => request.burst !== null) @IsInt() @Min(1) @Max(10_000) burst:
    number | null;
}

/**
 * To sender → from when on Evolution's store is going to be looked through. Administrators only. Without `since` it goes back to where
 * the last back-fill ended; with it as far as that, also before the number was ours.
 */
export class OrderBackfillRequest extends NumberRequest {
  static readonly type = 'number.order-backfill-request.v1';
  declare readonly reply: { numberId: string; since: string };

  @IsOptional() @IsISO8601() since?: string;
}
