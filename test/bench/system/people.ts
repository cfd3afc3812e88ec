import { createHmac, randomUUID } from 'node:crypto';
import { Client } from 'pg';

export interface Person {
  id: string;
  token: string;
}

export interface People {
  departmentIds: string[];
  /** By department. */
  agents: Person[][];
}

const tokenLife = 24 * 60 * 60;

/**
 * Departments with their agents, each of them logged in. Written straight into the tables before the services begin: a thousand
 * logins would take minutes of hashing.
 */
export async function addPeople(
  databaseUrl: string,
  { departments, agentsOfEach, tokenKey }: { departments: number; agentsOfEach: number; tokenKey: string },
): Promise<People> {
  const departmentIds = Array.from({ length: departments }, () => randomUUID());
  const agents = departmentIds.map((departmentId) =>
    Array.from({ length: agentsOfEach }, () => ({ id: randomUUID(), sessionId: randomUUID(), departmentId })),
  );
  const all = agents.flat();
  const column = <Key extends keyof (typeof all)[number]>(key: Key) => all.map((agent) => agent[key]);
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    await database.query(
      `INSERT INTO ticket.department (id, name) SELECT id, 'Department ' || place FROM unnest($1::uuid[]) WITH ORDINALITY AS d (id, place)`,
      [departmentIds],
    );
    await database.query(
      `INSERT INTO ticket.agent (id, email, name, role)
       SELECT id, 'agent-' || place || '@example.com', 'Agent ' || place, 'agent' FROM unnest($1::uuid[]) WITH ORDINALITY AS a (id, place)`,
      [column('id')],
    );
    await database.query(
      `INSERT INTO ticket.agent_department (agent_id, department_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])`,
      [column('id'), column('departmentId')],
    );
    await database.query(
      `INSERT INTO gateway.session (id, agent_id, fingerprint, rotated_at, created_at)
       SELECT id, agent_id, id::text, now(), now() FROM unnest($1::uuid[], $2::uuid[]) AS s (id, agent_id)`,
      [column('sessionId'), column('id')],
    );
  } finally {
    await database.end();
  }
  const tokenOf = (agent: (typeof all)[number]): string => signToken(agent.id, agent.sessionId, tokenKey);
  return {
    departmentIds,
    agents: agents.map((group) => group.map((agent) => ({ id: agent.id, token: tokenOf(agent) }))),
  };
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** An access token as the gateway issues it. */
function signToken(agentId: string, sessionId: string, key: string): string {
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { iss: 'bkcrm', sub: agentId, sid: sessionId, iat, exp: iat + tokenLife };
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}
