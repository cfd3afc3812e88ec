import type { Queryable } from '@bkcrm/database';
import type { TableShape } from './select-rows.js';

/** What of a table goes into a backup; all of it without a condition. */
export interface Contents extends TableShape {
  where?: string;
}

/** Tables that a restore empties without filling them again. */
export const emptied = [
  'ticket.event',
  'ticket.event_batch',
  'sender.replica',
  'gateway.session',
  'gateway.login_failure',
  'gateway.password_reset',
] as const;

/**
 * Tables that a full backup leaves out, each because its rows are wrong anywhere else: events belong to the epoch that a restore ends,
 * who was logged in or could reset a password must not be so again, and the rest is about the running processes. Every other table
 * of the three schemas is in it, also one that is added tomorrow.
 */
const leftOut = (table: string): boolean =>
  [...emptied, 'ticket.backup', 'sender.database_identity'].includes(table) || table.endsWith('.migration');

export const schemas = ['ticket', 'sender', 'gateway'] as const;

/** Everything there is, by name. */
export async function fullContents(db: Queryable): Promise<Contents[]> {
  const shapes = await tableShapes(db);
  return shapes.filter(({ table }) => !leftOut(table));
}

/** The conversations of one day, with everybody and everything in them: see the conditions. */
export async function dailyContents(db: Queryable, day: string, timeZone: string): Promise<Contents[]> {
  const [range] = await db.query<{ from: string; until: string }>(
    `SELECT to_char(s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS from,
       to_char(e AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until
     FROM (SELECT $1::date::timestamp AT TIME ZONE $2 AS s, ($1::date + 1)::timestamp AT TIME ZONE $2 AS e) day`,
    [day, timeZone],
  );
  if (range === undefined) throw new Error('the database does not answer what a day is');
  const shapes = new Map((await tableShapes(db)).map((shape) => [shape.table, shape]));
  return Object.entries(conditionsOf(range)).flatMap(([table, where]) => {
    const shape = shapes.get(table);
    return shape === undefined ? [] : { ...shape, where };
  });
}

/** A message is of the day on which the help desk got to know it, so that each is in exactly one daily backup. */
function conditionsOf({ from, until }: { from: string; until: string }): Record<string, string> {
  const within = (column: string): string => `${column} >= '${from}' AND ${column} < '${until}'`;
  const messages = `SELECT id FROM ticket.message WHERE ${within('received_at')}`;
  const conversations = `SELECT conversation_id FROM ticket.message WHERE ${within('received_at')}`;
  const tickets = `id IN (SELECT ticket_id FROM ticket.message WHERE ${within('received_at')}) OR ${within('opened_at')} OR ${within('resolved_at')}`;
  const contacts = `SELECT contact_id FROM ticket.conversation WHERE id IN (${conversations})
    UNION SELECT contact_id FROM ticket.ticket WHERE ${tickets}`;
  return {
    'ticket.department': 'true',
    'ticket.agent': 'true',
    'ticket.agent_department': 'true',
    'ticket.whatsapp_number': 'true',
    'ticket.contact': `id IN (${contacts})`,
    'ticket.contact_identity': `contact_id IN (${contacts})`,
    'ticket.conversation': `id IN (${conversations})`,
    'ticket.ticket': tickets,
    'ticket.message': within('received_at'),
    'ticket.attachment': `message_id IN (${messages})`,
    'ticket.message_edit': `message_id IN (${messages}) OR ${within('edited_at')}`,
    'ticket.reaction': `message_id IN (${messages}) OR ${within('at')}`,
    'ticket.act': `message_id IN (${messages}) OR ${within('created_at')}`,
  };
}

/** Every table of ours with its columns and key; columns that PostgreSQL computes are not among them. */
export function tableShapes(db: Queryable): Promise<TableShape[]> {
  return db.query<TableShape>(
    `SELECT n.nspname || '.' || c.relname AS table,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       (SELECT array_agg(quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END
          ORDER BY array_position(i.indkey::int2[], a.attnum)) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)) AS key
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relkind = 'r' AND n.nspname = ANY ($1) ORDER BY 1`,
    [[...schemas]],
  );
}

/** The migrations of each schema that have run, in order. Schemas that are not there have none. */
export async function migrationsOf(db: Queryable): Promise<Record<string, string[]>> {
  const result: Record<string, string[]> = {};
  for (const schema of schemas) {
    const [there] = await db.query<{ found: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS found`, [
      `${schema}.migration`,
    ]);
    if (there?.found !== true) continue;
    const rows = await db.query<{ name: string }>(`SELECT name FROM ${schema}.migration ORDER BY name`);
    result[schema] = rows.map(({ name }) => name);
  }
  return result;
}
