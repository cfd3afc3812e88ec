import { IsIn, IsInt, IsObject, IsOptional, IsString, IsUUID } from 'class-validator';

/** Order to the sender: fetch the file of a message from Evolution and put it into the media store. Harmless to repeat. */
export class FetchFile {
  static readonly type = 'file.fetch.v1';

  @IsUUID() attachmentId: string;
  @IsUUID() numberId: string;
  /** What Evolution's getBase64FromMediaMessage needs: the message's key and the media part of its content. */
  @IsObject() message: Record<string, unknown>;
}

/** Fact from the sender: the file is in the media store, or Evolution does not have it (any more). */
export class FileFetched {
  static readonly type = 'file.fetched.v1';

  @IsUUID() attachmentId: string;
  @IsIn(['stored', 'failed']) state: 'stored' | 'failed';
  /** Name in the media store, and bytes; when stored. */
  @IsOptional() @IsString() object?: string;
  @IsOptional() @IsInt() size?: number;
  @IsOptional() @IsString() mimeType?: string;
}
