import type { AgentResource, DepartmentSummary, Role } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import type { Principal } from './scope.js';

interface AgentRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  active: boolean;
  rights_version: number;
  permissions: string[] | null;
  everywhere: boolean;
  department_ids: string[];
}

const select = `SELECT a.id, a.email, a.name, a.role, a.active, a.rights_version, a.permissions, a.everywhere,
  coalesce((SELECT array_agg(ad.department_id ORDER BY ad.department_id) FROM ticket.agent_department ad WHERE ad.agent_id = a.id), '{}') AS department_ids
  FROM ticket.agent a`;

/** An agent together with what their rights stand at. */
export interface KnownAgent extends AgentResource {
  rightsVersion: number;
  /** What an integration was given; null for people, whose role decides. */
  permissions: string[] | null;
  /** Whether an integration's departments are all there are. */
  everywhere: boolean;
}

export async function findAgent(db: Queryable, id: string): Promise<KnownAgent | undefined> {
  const [row] = await db.query<AgentRow>(`${select} WHERE a.id = $1::uuid`, [id]);
  return row === undefined ? undefined : toKnownAgent(row);
}

/** Those of the agents that exist, in no order. */
export async function findAgents(db: Queryable, ids: string[]): Promise<KnownAgent[]> {
  const rows = await db.query<AgentRow>(`${select} WHERE a.id = ANY($1::uuid[])`, [ids]);
  return rows.map(toKnownAgent);
}

/** What an agent was last known to be: null when that must be read in any case. */
export interface HeldRights {
  agentId: string;
  rightsVersion: number | null;
}

/**
 * What became of the agents whose rights are others than those that are held, or who may do nothing any more: undefined when there is no
 * such agent. The others are not in the answer.
 */
export async function findChangedAgents(
  db: Queryable,
  held: HeldRights[],
): Promise<Map<string, KnownAgent | undefined>> {
  const rows = await db.query<(AgentRow & { asked: string }) | { asked: string; id: null }>(
    `SELECT held.id AS asked, known.* FROM unnest($1::uuid[], $2::int[]) AS held (id, version)
     LEFT JOIN ticket.agent current ON current.id = held.id LEFT JOIN LATERAL (${select} WHERE a.id = held.id) known ON true
     WHERE current.active IS NOT TRUE OR current.rights_version IS DISTINCT FROM held.version`,
    [held.map(({ agentId }) => agentId), held.map(({ rightsVersion }) => rightsVersion)],
  );
  return new Map(rows.map((row) => [row.asked, row.id === null ? undefined : toKnownAgent(row)]));
}

export async function findAgentByEmail(db: Queryable, email: string): Promise<KnownAgent | undefined> {
  const [row] = await db.query<AgentRow>(`${select} WHERE a.email = lower($1)`, [email]);
  return row === undefined ? undefined : toKnownAgent(row);
}

/** The people, by name. */
export async function listAgents(db: Queryable, _principal: Principal): Promise<AgentResource[]> {
  const rows = await db.query<AgentRow>(`${select} WHERE a.role <> 'integration' ORDER BY a.name, a.id`);
  return rows.map((row) => toAgentResource(toKnownAgent(row)));
}

export async function listDepartments(db: Queryable, _principal: Principal): Promise<DepartmentSummary[]> {
  return db.query<DepartmentSummary>('SELECT id, name FROM ticket.department ORDER BY name, id');
}

/** Without the rights version, which is nobody's business outside. */
export function toAgentResource({ id, email, name, role, departmentIds, active }: KnownAgent): AgentResource {
  return { id, email, name, role, departmentIds, active };
}

function toKnownAgent(row: AgentRow): KnownAgent {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    active: row.active,
    departmentIds: row.department_ids,
    rightsVersion: row.rights_version,
    permissions: row.permissions,
    everywhere: row.everywhere,
  };
}
