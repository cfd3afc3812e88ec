import { Type } from 'class-transformer';
import {
  IsArray,
  IsBase64,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { restActions, webhookActions } from '../faults/fault.js';
import type { RestAction, WebhookAction } from '../faults/fault.js';

const phone = /^\d{8,15}$/;
export const customerKinds = [
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'location',
  'contact',
  'reaction',
] as const;

export class CreateInstanceRequest {
  @IsString() declare readonly name: string;
  /** The company's number; the instance is linked and open at once. Without it, it waits to be connected. */
  @IsOptional() @Matches(phone) declare readonly phone?: string;
  @IsOptional() @IsString() declare readonly profileName?: string;
  @IsOptional() @IsString() declare readonly token?: string;
}

export class ScanRequest {
  @Matches(phone) declare readonly phone: string;
  @IsOptional() @IsString() declare readonly profileName?: string;
}

export class CloseRequest {
  @IsIn(['unlinked', 'banned']) declare readonly reason: 'unlinked' | 'banned';
}

export class AutomaticRequest {
  @ValidateIf((_, value) => value !== null) @IsOptional() @IsInt() @Min(0) declare readonly serverAckAfterMs?:
    number | null;
  @ValidateIf((_, value) => value !== null) @IsOptional() @IsInt() @Min(0) declare readonly deliverAfterMs?:
    number | null;
  @ValidateIf((_, value) => value !== null) @IsOptional() @IsInt() @Min(0) declare readonly readAfterMs?: number | null;
}

export class PersonRequest {
  @Matches(phone) declare readonly phone: string;
  @IsOptional() @IsString() declare readonly name?: string;
  @IsOptional() @Matches(/^\d+@lid$/) declare readonly lid?: string;
  @IsOptional() @IsIn(['android', 'ios', 'web']) declare readonly device?: 'android' | 'ios' | 'web';
  @IsOptional() @IsIn(['pn', 'lid', 'lid-only']) declare readonly addressing?: 'pn' | 'lid' | 'lid-only';
}

export class NumberRequest {
  @Matches(/^\d+$/) declare readonly phone: string;
  /** `absent`: not on WhatsApp; `silent`: WhatsApp never answers about it. */
  @IsIn(['absent', 'silent']) declare readonly state: 'absent' | 'silent';
}

export class GroupRequest {
  @Matches(/^[\d-]+@g\.us$/) declare readonly id: string;
  @IsString() declare readonly subject: string;
  @IsArray() @Matches(phone, { each: true }) declare readonly members: string[];
}

/** A message of a contact, or of the company's people on their phone. */
export class WriteRequest {
  @Matches(phone) declare readonly phone: string;
  @IsOptional() @IsIn(customerKinds) declare readonly kind?: (typeof customerKinds)[number];
  /** The text, the caption, or the emoji of a reaction (empty: removed). */
  @IsOptional() @IsString() declare readonly text?: string;
  /** Bytes of a file; without them a small sample is sent. */
  @IsOptional() @IsBase64() declare readonly base64?: string;
  @IsOptional() @IsString() declare readonly mimetype?: string;
  @IsOptional() @IsString() declare readonly fileName?: string;
  @IsOptional() @IsNumber() declare readonly seconds?: number;
  @IsOptional() @IsNumber() declare readonly latitude?: number;
  @IsOptional() @IsNumber() declare readonly longitude?: number;
  /** Name of a place or of the contact on a card. */
  @IsOptional() @IsString() declare readonly name?: string;
  @IsOptional() @IsString() declare readonly address?: string;
  /** Id of the message that is answered, or that the reaction belongs to. */
  @IsOptional() @IsString() declare readonly messageId?: string;
  @IsOptional() @IsString() declare readonly groupJid?: string;
  /** WhatsApp id and time (ISO) of the message; made when absent. The same id again is swallowed. */
  @IsOptional() @IsString() declare readonly id?: string;
  @IsOptional() @IsString() declare readonly at?: string;
}

export class EditRequest {
  @IsString() declare readonly text: string;
}

export class ContactRequest {
  @Matches(phone) declare readonly phone: string;
}

export class PresenceRequest extends ContactRequest {
  @IsIn(['available', 'unavailable', 'composing', 'recording'])
  declare readonly presence: 'available' | 'unavailable' | 'composing' | 'recording';
}

export class CallRequest extends ContactRequest {
  @IsOptional() @IsBoolean() declare readonly isVideo?: boolean;
  @IsOptional() @IsIn(['timeout', 'reject']) declare readonly end?: 'timeout' | 'reject';
}

export class StatusRequest {
  @IsIn(['ERROR', 'SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED'])
  declare readonly status: 'ERROR' | 'SERVER_ACK' | 'DELIVERY_ACK' | 'READ' | 'PLAYED';
}

export class BulkRequest {
  @IsInt() @Min(1) @Max(1_000_000) declare readonly messages: number;
  @IsInt() @Min(1) @Max(100_000) declare readonly people: number;
  /** Messages a second; all at once when absent. */
  @IsOptional() @IsNumber() @Min(0.1) declare readonly perSecond?: number;
}

export class FaultRequest {
  @IsIn([...restActions, ...webhookActions]) declare readonly action: RestAction | WebhookAction;
  /** Path of the REST call without the instance, e.g. `message/sendText`; `*` (default) is any. */
  @IsOptional() @IsString() declare readonly endpoint?: string;
  /** Dotted event of the webhook, e.g. `messages.upsert`; `*` (default) is any. */
  @IsOptional() @IsString() declare readonly event?: string;
  @IsOptional() @IsString() declare readonly instance?: string;
  /** How often it strikes; until it is cleared when absent. */
  @IsOptional() @IsInt() @Min(1) declare readonly times?: number;
  @IsOptional() @IsInt() @Min(100) @Max(599) declare readonly status?: number;
  /** JSON, or text that is sent as HTML. */
  @IsOptional() declare readonly body?: unknown;
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) declare readonly milliseconds?: number;
  @IsOptional() @IsInt() @Min(1) declare readonly copies?: number;
  @IsOptional() @IsInt() @Min(2) declare readonly count?: number;
}
