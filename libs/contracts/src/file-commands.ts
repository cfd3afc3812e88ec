import { IsIn, IsInt, IsObject, IsOptional, IsString, IsUUID } from 'class-validator';

/**
 * Order to the sender: fetch the file of a message from Evolution and put it into the media store. Harmless to repeat; repeated
 * for a file that is still being tried for, it brings the next try forward.
 */
export class FetchFile {
  static readonly type = 'file.fetch.v1';

  @IsUUID() attachmentId: string;
  @IsUUID() numberId: string;
  /** What Evolution's getBase64FromMediaMessage needs: the message's key and the media part of its content. */
  @IsObject() message: Record<string, unknown>;
  /** Where Evolution has stored the decrypted file, if it did; such an address expires. */
  @IsOptional() @IsString() mediaUrl?: string;
  /** What the customer's phone says it is. */
  @IsOptional() @IsString() mimeType?: string;
}

/** Fact from the sender: the file is in the media store, or it was given up. */
export class FileFetched {
  static readonly type = 'file.fetched.v1';

  @IsUUID() attachmentId: string;
  @IsIn(['stored', 'failed']) state: 'stored' | 'failed';
  /** Name in the media store, bytes, and the type that its bytes show; when stored. */
  @IsOptional() @IsString() object?: string;
  @IsOptional() @IsInt() size?: number;
  @IsOptional() @IsString() mimeType?: string;
  /** Why not; a stable code and a sentence for the agent. */
  @IsOptional() @IsObject() reason?: { code: string; message: string };
}
