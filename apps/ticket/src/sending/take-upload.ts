import type { FileKind, MessageContent } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { checkFile, defaultKind, mayBeSentAs } from '@bkcrm/media';
import type { FileLimits } from '@bkcrm/media';
import { refusals } from '../requests/refusals.js';
import type { Draft } from './domain/read-draft.js';

interface Upload {
  mimeType: string;
  fileName: string;
  size: string;
}

/**
 * The file of a draft: uploaded by the same agent, and not sent yet.
 * @throws RequestRefused `attachment.not-found`, `attachment.type-refused`, `attachment.too-large`
 */
export async function readUpload(
  tx: Transaction,
  actorId: string,
  draft: Extract<Draft, { kind: 'file' }>,
  limits: FileLimits,
): Promise<{ kind: FileKind; media: NonNullable<MessageContent['media']> }> {
  const [upload] = await tx.query<Upload>(
    `SELECT mime_type AS "mimeType", file_name AS "fileName", size FROM attachment
     WHERE id = $1 AND uploader_id = $2 AND message_id IS NULL FOR UPDATE`,
    [draft.attachmentId, actorId],
  );
  if (upload === undefined) throw refusals.uploadNotFound();
  const { mimeType, fileName } = upload;
  const size = Number(upload.size);
  const kind = draft.as ?? defaultKind(mimeType);
  if (!mayBeSentAs(kind, mimeType)) throw refusals.typeRefused(kind, mimeType);
  const limit = checkFile(kind, size, limits);
  if (limit !== undefined) throw refusals.fileTooLarge(kind, limit);
  const seconds = draft.seconds === undefined ? {} : { seconds: draft.seconds };
  return { kind, media: { mimeType, size, fileName, ...seconds } };
}

/** From now on the file belongs to the message. */
export function bindUpload(tx: Transaction, attachmentId: string, messageId: string): void {
  tx.write('UPDATE attachment SET message_id = $2 WHERE id = $1', [attachmentId, messageId]);
}
