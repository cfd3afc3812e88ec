import type { AttachmentResource, AttachmentState } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import { ticketScope } from './scope.js';
import type { Principal } from './scope.js';

/** Where the file of an attachment is, if its message's ticket may be seen. */
export async function findAttachment(
  db: Queryable,
  principal: Principal,
  attachmentId: string,
): Promise<{ object: string; mimeType: string | null; fileName: string | null; size: number | null } | undefined> {
  const scope = ticketScope(principal, 1);
  const [row] = await db.query<{
    object: string;
    mime_type: string | null;
    file_name: string | null;
    size: string | null;
  }>(
    `SELECT f.object, f.mime_type, f.file_name, f.size FROM ticket.attachment f
     JOIN ticket.message m ON m.id = f.message_id JOIN ticket.ticket t ON t.conversation_id = m.conversation_id
     WHERE ${scope.sql} AND f.id = $4::uuid AND f.state = 'stored' LIMIT 1`,
    [...scope.parameters, attachmentId],
  );
  if (row === undefined) return undefined;
  return {
    object: row.object,
    mimeType: row.mime_type,
    fileName: row.file_name,
    size: row.size === null ? null : Number(row.size),
  };
}

export interface RemoteFile {
  messageId: string;
  numberId: string;
  /** What Evolution needs to hand it out. */
  message: Record<string, unknown>;
  mediaUrl: string | null;
  mimeType: string | null;
}

/** A file that is not in the media store but could be fetched, if its message's ticket may be seen. */
export async function findRemoteFile(
  db: Queryable,
  principal: Principal,
  attachmentId: string,
): Promise<RemoteFile | undefined> {
  const scope = ticketScope(principal, 1);
  const [row] = await db.query<RemoteFile>(
    `SELECT m.id AS "messageId", m.number_id AS "numberId", f.source->'message' AS message, f.source->>'mediaUrl' AS "mediaUrl", f.mime_type AS "mimeType"
     FROM ticket.attachment f
     JOIN ticket.message m ON m.id = f.message_id JOIN ticket.ticket t ON t.conversation_id = m.conversation_id
     WHERE ${scope.sql} AND f.id = $4::uuid AND f.state <> 'stored' AND f.source IS NOT NULL AND m.deleted_at IS NULL LIMIT 1`,
    [...scope.parameters, attachmentId],
  );
  return row;
}

/** Paths on the gateway. */
export function addressesOf(
  id: string,
  state: AttachmentState,
  mimeType: string | null,
): Pick<AttachmentResource, 'url' | 'thumbnailUrl'> {
  if (state !== 'stored') return { url: null, thumbnailUrl: null };
  const url = `/api/v1/attachments/${id}`;
  return { url, thumbnailUrl: hasThumbnail(mimeType) ? `${url}/thumbnail` : null };
}

/** Types that a small picture is made of. */
export function hasThumbnail(mimeType: string | null): boolean {
  return /^(image\/(jpeg|png|webp|gif)|application\/pdf)(;|$)/.test(mimeType ?? '');
}
