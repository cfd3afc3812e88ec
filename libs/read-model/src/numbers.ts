import type { NumberHealth, NumberOrigin, NumberState, WhatsappNumberResource } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import { healthSentence } from './health-sentence.js';
import type { Principal } from './scope.js';

interface NumberRow {
  id: string;
  name: string;
  instance_name: string;
  phone: string | null;
  profile_name: string | null;
  state: NumberState;
  state_at: Date | null;
  origin: NumberOrigin;
  server_id: string;
  trouble: string | null;
  trouble_message: string | null;
  health: NumberHealth | null;
  removed_at: Date | null;
  version: number;
  department_id: string | null;
  department_name: string | null;
}

const select = `SELECT n.id, n.name, n.instance_name, n.phone, n.profile_name, n.state, n.state_at, n.version,
  n.origin, n.server_id, n.trouble, n.trouble_message, n.health, n.removed_at,
  d.id AS department_id, d.name AS department_name
  FROM ticket.whatsapp_number n LEFT JOIN ticket.department d ON d.id = n.department_id`;

/** All WhatsApp numbers that are looked after, by name. Every agent may know them. */
export async function listNumbers(db: Queryable, _principal: Principal): Promise<WhatsappNumberResource[]> {
  const rows = await db.query<NumberRow>(`${select} WHERE n.removed_at IS NULL ORDER BY n.name, n.id`);
  return rows.map(toNumberResource);
}

/** Numbers as events carry them. */
export async function loadNumbers(db: Queryable, ids: string[]): Promise<Map<string, WhatsappNumberResource>> {
  const rows = await db.query<NumberRow>(`${select} WHERE n.id = ANY($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, toNumberResource(row)]));
}

function toNumberResource(row: NumberRow): WhatsappNumberResource {
  return {
    id: row.id,
    name: row.name,
    instanceName: row.instance_name,
    phone: row.phone,
    profileName: row.profile_name,
    state: row.state,
    stateAt: row.state_at?.toISOString() ?? null,
    origin: row.origin,
    serverId: row.server_id,
    trouble: row.trouble === null ? null : { code: row.trouble, message: row.trouble_message ?? '' },
    health: row.health === null ? null : { ...row.health, message: healthSentence(row.name, row.health) },
    removedAt: row.removed_at?.toISOString() ?? null,
    department: row.department_id === null ? null : { id: row.department_id, name: row.department_name ?? '' },
    version: row.version,
  };
}
