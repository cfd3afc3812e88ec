import type { Queryable } from '@bkcrm/database';

/** A person as stored: what hangs on the contact and on those that turned out to be the same. */
export interface PersonRecord {
  contacts: { id: string; name: string | null; phone: string | null; createdAt: string }[];
  identities: { kind: string; value: string }[];
  /** Also groups that the person wrote in. */
  conversations: { id: string; kind: string; numberId: string; numberName: string }[];
  tickets: Record<string, unknown>[];
}

const samePerson = `WITH RECURSIVE same AS (
  SELECT id FROM ticket.contact WHERE id = $1::uuid UNION SELECT c.id FROM ticket.contact c JOIN same s ON c.merged_into = s.id)`;

/** Who a contact is, for whoever may see everything; undefined when there is none, or it turned out to be another one. */
export async function readPerson(db: Queryable, contactId: string): Promise<PersonRecord | undefined> {
  const [row] = await db.query<PersonRecord>(
    `${samePerson}, keys AS (SELECT kind, value FROM ticket.contact_identity WHERE contact_id IN (SELECT id FROM same))
     SELECT (SELECT json_agg(json_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'createdAt', c.created_at))
         FROM ticket.contact c WHERE c.id IN (SELECT id FROM same)) AS contacts,
       (SELECT coalesce(json_agg(json_build_object('kind', kind, 'value', value)), '[]') FROM keys) AS identities,
       (SELECT coalesce(json_agg(json_build_object('id', v.id, 'kind', v.kind, 'numberId', v.number_id, 'numberName', n.name)), '[]')
        FROM ticket.conversation v LEFT JOIN ticket.whatsapp_number n ON n.id = v.number_id
        WHERE v.contact_id IN (SELECT id FROM same) OR (v.kind = 'group' AND EXISTS (
          SELECT 1 FROM ticket.message m JOIN keys k ON m.sender_key = k.kind || ':' || k.value WHERE m.conversation_id = v.id))) AS conversations,
       (SELECT coalesce(json_agg(json_build_object('id', t.id, 'number', t.number, 'conversationId', t.conversation_id, 'status', t.status,
          'department', d.name, 'assignee', a.name, 'openedAt', t.opened_at, 'resolvedAt', t.resolved_at) ORDER BY t.number), '[]')
        FROM ticket.ticket t LEFT JOIN ticket.department d ON d.id = t.department_id LEFT JOIN ticket.agent a ON a.id = t.assignee_id
        WHERE t.contact_id IN (SELECT id FROM same)) AS tickets
     FROM ticket.contact WHERE id = $1::uuid AND merged_into IS NULL`,
    [contactId],
  );
  return row;
}

/** Where a page of a person's messages ends. */
export interface PersonPlace {
  sentAt: string;
  id: string;
}

export interface PersonMessage extends PersonPlace {
  record: Record<string, unknown>;
  /** Its file, when it is stored. */
  file: { object: string; fileName: string | null; mimeType: string | null } | null;
}

/** Messages of one conversation, the oldest first; of a group only what the person wrote. */
export async function readPersonMessages(
  db: Queryable,
  { identities }: PersonRecord,
  conversation: { id: string; kind: string },
  after: PersonPlace | undefined,
  limit: number,
): Promise<PersonMessage[]> {
  return db.query<PersonMessage>(
    `SELECT m.id, m.sent_at::text AS "sentAt",
       json_build_object('id', m.id, 'conversationId', m.conversation_id, 'ticketId', m.ticket_id, 'direction', m.direction, 'kind', m.kind,
         'text', m.text, 'content', m.content, 'status', m.status, 'whatsappId', m.whatsapp_id, 'participant', m.participant,
         'sentAt', m.sent_at, 'receivedAt', m.received_at, 'editedAt', m.edited_at, 'deletedAt', m.deleted_at,
         'wordings', (SELECT coalesce(json_agg(json_build_object('at', e.edited_at, 'text', e.text) ORDER BY e.edited_at), '[]')
           FROM ticket.message_edit e WHERE e.message_id = m.id),
         'reactions', (SELECT coalesce(json_agg(json_build_object('by', r.by, 'emoji', r.emoji, 'at', r.at)), '[]')
           FROM ticket.reaction r WHERE r.message_id = m.id)) AS record,
       CASE WHEN f.state = 'stored' THEN json_build_object('object', f.object, 'fileName', f.file_name, 'mimeType', f.mime_type) END AS file
     FROM ticket.message m LEFT JOIN ticket.attachment f ON f.message_id = m.id
     WHERE m.conversation_id = $1 AND ($2::timestamptz IS NULL OR (m.sent_at, m.id) > ($2, $3::uuid))
       AND ($4::text[] IS NULL OR m.sender_key = ANY($4))
     ORDER BY m.sent_at, m.id LIMIT $5`,
    [
      conversation.id,
      after?.sentAt ?? null,
      after?.id ?? null,
      conversation.kind === 'group' ? identities.map(({ kind, value }) => `${kind}:${value}`) : null,
      limit,
    ],
  );
}
