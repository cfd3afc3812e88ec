import { Database } from '@bkcrm/database';
import { findChangedAgents } from '@bkcrm/read-model';
import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';
import { KnownSessions } from '../src/sessions/known-sessions.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();

describe('of the agents who are connected', () => {
  it('those are read whose rights are others than they hold, and those who may do nothing any more', async () => {
    const sales = await gateway.seed.department('Sales');
    const agent = (name: string) => gateway.seed.agent(`${name}@example.com`, 'agent', [sales]);
    const [same, changed, unsure, disabled] = [await agent('a'), await agent('b'), await agent('c'), await agent('d')];
    const unknown = uuid();
    await gateway.seed.query('UPDATE ticket.agent SET rights_version = 2 WHERE id = $1', [changed]);
    await gateway.seed.query('UPDATE ticket.agent SET active = false WHERE id = $1', [disabled]);
    const held = [same, changed, disabled, unknown].map((agentId) => ({ agentId, rightsVersion: 1 as number | null }));
    const found = await findChangedAgents(gateway.gateway.app.get(Database), [
      ...held,
      { agentId: unsure, rightsVersion: null },
      // In another window, which has heard of it already.
      { agentId: changed, rightsVersion: 2 },
    ]);
    expect([...found.keys()].sort()).toEqual([changed, unsure, disabled, unknown].sort());
    expect(found.get(changed)).toMatchObject({ id: changed, rightsVersion: 2, active: true, departmentIds: [sales] });
    expect(found.get(unsure)).toMatchObject({ id: unsure, rightsVersion: 1 });
    expect(found.get(disabled)).toMatchObject({ id: disabled, active: false });
    expect(found.get(unknown)).toBeUndefined();
  });
});

describe('of the sessions of those who are connected', () => {
  it('those are over that were ended, not refreshed for a week, began a month ago, or are unknown', async () => {
    const agentId = await gateway.seed.agent('e@example.com', 'agent');
    const session = async (began: string, refreshed: string, ended: string | null = null): Promise<string> => {
      const [row] = await gateway.seed.query<{ id: string }>(
        `INSERT INTO gateway.session (id, agent_id, fingerprint, created_at, rotated_at, ended_at)
         VALUES ($1::uuid, $2, $1::uuid::text, now() - $3::interval, now() - $4::interval, now() - $5::interval) RETURNING id`,
        [uuid(), agentId, began, refreshed, ended],
      );
      return row?.id ?? '';
    };
    const open = [await session('0', '0'), await session('29 days 23 hours', '6 days 23 hours')];
    const over = [
      await session('1 hour', '1 hour', '1 minute'),
      await session('8 days', '7 days 1 minute'),
      await session('30 days 1 minute', '1 hour'),
      uuid(),
    ];
    const sessions = gateway.gateway.app.get(KnownSessions);
    expect(await sessions.over([...open, ...over])).toEqual(new Set(over));
  });
});
