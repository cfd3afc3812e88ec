import { ArrayMaxSize, IsArray, IsISO8601, IsString, IsUUID, Length } from 'class-validator';
import { AgentRequest } from './agent-request.js';

/** Where an erasure stands; the steps are taken in this order. */
export const erasureStates = ['waiting', 'sender', 'messages', 'traces', 'files', 'backups', 'done'] as const;
export type ErasureState = (typeof erasureStates)[number];

/** A person's data being removed from every table and from the media store. What it says outlives the person: no personal data. */
export interface ErasureResource {
  id: string;
  contactId: string;
  state: ErasureState;
  /** Only what ended before this moment, as retention orders it; null: everything. ISO 8601, as all times here. */
  before: string | null;
  reason: string;
  /** Null: the system, by its settings. */
  requestedBy: string | null;
  /** Removed so far. */
  messages: number;
  tickets: number;
  files: number;
  letters: number;
  /** Why the last step did not succeed; it is tried again. */
  error: string | null;
  createdAt: string;
  finishedAt: string | null;
}

/** → ErasureResource. One that is under way is answered as it stands. Administrators only. */
export class EraseContactRequest extends AgentRequest {
  static readonly type = 'contact.erase-request.v1';
  declare readonly reply: ErasureResource;

  @IsUUID() contactId: string;
  @IsString() @Length(1, 500) reason: string;
}

/** → the latest erasure of a contact. */
export class DescribeErasureRequest extends AgentRequest {
  static readonly type = 'contact.describe-erasure-request.v1';
  declare readonly reply: ErasureResource;

  @IsUUID() contactId: string;
}

/**
 * Order to the sender: forget these conversations and whatever else is held of the person. What has not left is cancelled, and nothing
 * is taken for these conversations any more. Harmless to repeat; {@link ConversationsForgotten} tells when it is done.
 */
export class ForgetConversations {
  static readonly type = 'conversation.forget.v1';

  @IsUUID() erasureId: string;
  @IsArray() @ArrayMaxSize(10_000) @IsUUID(undefined, { each: true }) conversationIds: string[];
  /** The person's phones and LIDs in every spelling that is known: digits. */
  @IsArray() @IsString({ each: true }) addresses: string[];
  /** What came later is not meant: it is of somebody who wrote anew. */
  @IsISO8601() until: string;
}

/** Fact from the sender: it holds nothing of the person any more. */
export class ConversationsForgotten {
  static readonly type = 'conversation.forgotten.v1';

  @IsUUID() erasureId: string;
  /** SHA-256 of the messages that were sent (see `erasedMessageHash`), hexadecimal: the ticket service may not have heard of all. */
  @IsArray() @IsString({ each: true }) messageHashes: string[];
}
