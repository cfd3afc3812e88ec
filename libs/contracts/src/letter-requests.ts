import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
} from 'class-validator';
import { AgentRequest } from './agent-request.js';

/** Where letters lie: dead letters of ticket, dead letters of the sender, webhooks of numbers nobody knows. */
export const letterBoxes = ['ticket', 'sender', 'quarantine'] as const;
export type LetterBox = (typeof letterBoxes)[number];

/** Something that could not be handled and waits for somebody to decide. Times are ISO 8601. */
export interface LetterSummary {
  id: string;
  box: LetterBox;
  /** The queue that it was meant for; null in quarantine. */
  queue: string | null;
  /** The webhook's event and instance, where it is one. */
  event: string | null;
  instance: string | null;
  type: string;
  reason: string;
  /** How often it has come here: once more after every replay that failed again. */
  count: number;
  arrivedAt: string;
  firstFailedAt: string | null;
  /** Bytes. */
  size: number;
}

export interface LetterResource extends LetterSummary {
  /** As it came; usually JSON. */
  body: string;
}

/** → a page, the latest first. Administrators only, as everything about letters. */
export class ListLettersRequest extends AgentRequest {
  static readonly type: string = 'letter.list-request.v1';
  declare readonly reply: { items: LetterSummary[]; nextCursor: string | null };

  @IsIn(letterBoxes) box: LetterBox;
  @IsOptional() @IsString() cursor?: string;
  @IsInt() @Min(1) @Max(200) limit: number;
}

/** → LetterResource. */
export class DescribeLetterRequest extends AgentRequest {
  static readonly type: string = 'letter.describe-request.v1';
  declare readonly reply: LetterResource;

  @IsIn(letterBoxes) box: LetterBox;
  @IsUUID() id: string;
}

abstract class LettersRequest extends AgentRequest {
  @IsIn(letterBoxes) box: LetterBox;
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(200) @IsUUID(undefined, { each: true }) ids: string[];
}

/** → how many went back into their queues, under the ids they had. A `body` (JSON) takes the place of the only letter's. */
export class ReplayLettersRequest extends LettersRequest {
  static readonly type: string = 'letter.replay-request.v1';
  declare readonly reply: { ids: string[] };

  @IsOptional() @IsString() body?: string;
}

/** → those that were there. They are gone; the gateway notes the reason. */
export class DiscardLettersRequest extends LettersRequest {
  static readonly type: string = 'letter.discard-request.v1';
  declare readonly reply: { ids: string[] };

  @IsString() @Length(1, 500) reason: string;
}

/** The same of the sender, whose letters are its own. */
export class ListSenderLettersRequest extends ListLettersRequest {
  static override readonly type = 'letter.list-of-sender-request.v1';
}
export class DescribeSenderLetterRequest extends DescribeLetterRequest {
  static override readonly type = 'letter.describe-of-sender-request.v1';
}
export class ReplaySenderLettersRequest extends ReplayLettersRequest {
  static override readonly type = 'letter.replay-of-sender-request.v1';
}
export class DiscardSenderLettersRequest extends DiscardLettersRequest {
  static override readonly type = 'letter.discard-of-sender-request.v1';
}
