import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsLatitude,
  IsLongitude,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/**
 * What a command has Evolution do, by kind: the messages that can be sent, and the acts on a message that exists.
 */

/** The kinds of file that WhatsApp tells apart. */
export const fileKinds = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;
export type FileKind = (typeof fileKinds)[number];

export class TextContent {
  @IsIn(['text']) kind: 'text';
  @IsString() text: string;
  /** `false` sends it without a preview of its links. */
  @IsOptional() @IsBoolean() linkPreview?: boolean;
}

export class FileContent {
  @IsIn(fileKinds) kind: FileKind;
  /** Name in the media store. */
  @IsString() object: string;
  @IsString() mimeType: string;
  @IsString() fileName: string;
  /** Bytes. */
  @IsInt() @Min(0) size: number;
  @IsOptional() @IsString() caption?: string;
}

/** A place to send. */
export class PlaceContent {
  @IsIn(['location']) kind: 'location';
  @IsLatitude() latitude: number;
  @IsLongitude() longitude: number;
  @IsOptional() @IsString() @MaxLength(200) name?: string;
  @IsOptional() @IsString() @MaxLength(500) address?: string;
}

/** A contact card to send. */
export class CardToSend {
  @IsString() @Length(1, 100) name: string;
  /** As a person reads it: `+55 11 97777-6666`; at least 10 characters. */
  @IsString() @Length(10, 30) phone: string;
  @IsOptional() @IsString() @MaxLength(100) organization?: string;
  @IsOptional() @IsString() @MaxLength(200) email?: string;
}

export class CardsContent {
  @IsIn(['contacts']) kind: 'contacts';
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => CardToSend)
  contacts: CardToSend[];
}

/** The message that an act is about. */
export class ActTarget {
  /** Our id. The sender itself knows what WhatsApp calls the messages that it sent. */
  @IsUUID() messageId: string;
  /** What WhatsApp calls it; absent while it has not been sent. */
  @IsOptional() @IsString() whatsappId?: string;
  @IsString() remoteJid: string;
  @IsBoolean() fromMe: boolean;
  /** Who wrote it, in a group. */
  @IsOptional() @IsString() participant?: string;
}

abstract class Act {
  @ValidateNested() @Type(() => ActTarget) target: ActTarget;
}

export class ReactionContent extends Act {
  @IsIn(['reaction']) kind: 'reaction';
  /** One emoji; empty takes the reaction back. */
  @IsString() @MaxLength(64) emoji: string;
}

export class EditContent extends Act {
  @IsIn(['edit']) kind: 'edit';
  /** The new text, or caption. */
  @IsString() text: string;
}

export class DeletionContent extends Act {
  @IsIn(['deletion']) kind: 'deletion';
}

export type ActContent = ReactionContent | EditContent | DeletionContent;
export type SendableContent = TextContent | FileContent | PlaceContent | CardsContent;
export type OutboundContent = SendableContent | ActContent;

/** Which class reads which `kind`. */
export const outboundContents = [
  { name: 'text', value: TextContent },
  ...fileKinds.map((name) => ({ name, value: FileContent })),
  { name: 'location', value: PlaceContent },
  { name: 'contacts', value: CardsContent },
  { name: 'reaction', value: ReactionContent },
  { name: 'edit', value: EditContent },
  { name: 'deletion', value: DeletionContent },
];

/** What is done to a message that exists. Doing it twice is the same as doing it once. */
export const isAct = (content: OutboundContent): content is ActContent =>
  content.kind === 'reaction' || content.kind === 'edit' || content.kind === 'deletion';

export const isFile = (content: OutboundContent): content is FileContent =>
  fileKinds.some((kind) => kind === content.kind);
