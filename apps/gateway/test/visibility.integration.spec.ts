import type { PersonRole, TicketResource } from '@bkcrm/contracts';
import { maySee, ticketAudience } from '@bkcrm/read-model';
import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
const departments: Record<string, string> = {};
const agents: Record<string, { id: string; role: PersonRole; departmentIds: string[] }> = {};
/** By who may see it. */
const tickets: Record<string, { id: string; departmentId: string | null; assigneeId: string | null }> = {};

beforeAll(async () => {
  for (const name of ['sales', 'support', 'empty']) departments[name] = await gateway.seed.department(name);
  const people: [string, PersonRole, string[]][] = [
    ['boss', 'administrator', []],
    ['lead', 'supervisor', ['sales', 'support']],
    ['ana', 'agent', ['sales']],
    ['rui', 'agent', ['support']],
    ['new', 'agent', []],
  ];
  for (const [name, role, of] of people) {
    const departmentIds = of.map((department) => departments[department] ?? '');
    agents[name] = { id: await gateway.seed.agent(`${name}@example.com`, role, departmentIds), role, departmentIds };
  }
  for (const department of ['sales', 'support', 'empty', null]) {
    for (const assignee of ['ana', 'new', null]) {
      const departmentId = department === null ? null : (departments[department] ?? null);
      const assigneeId = assignee === null ? null : (agents[assignee]?.id ?? null);
      const { id } = await gateway.seed.ticket(departmentId);
      await gateway.seed.query('UPDATE ticket.ticket SET assignee_id = $2 WHERE id = $1', [id, assigneeId]);
      tickets[`${department} ${assignee}`] = { id, departmentId, assigneeId };
    }
  }
});
afterAll(() => gateway.disconnectAll());

async function list(agentId: string, query = ''): Promise<TicketResource[]> {
  const response = await gateway.fetch(agentId, `/api/v1/tickets?limit=200${query}`);
  return ((await response.json()) as { items: TicketResource[] }).items;
}

const nameOf = (id: string): string => Object.keys(tickets).find((name) => tickets[name]?.id === id) ?? '?';
const names = (items: { id: string }[]): string[] => items.map(({ id }) => nameOf(id)).sort();

describe('a ticket', () => {
  it.each([
    ['boss', Object.keys],
    ['lead', () => ['null ana', 'null new', 'null null', 'sales ana', 'sales new', 'sales null'].concat(support)],
    [
      'ana',
      () => ['empty ana', 'null ana', 'null new', 'null null', 'sales ana', 'sales new', 'sales null', support[0]],
    ],
    ['rui', () => ['null ana', 'null new', 'null null', ...support]],
    ['new', () => ['empty new', 'null ana', 'null new', 'null null', 'sales new', 'support new']],
  ] as [string, (of: object) => string[]][])('is shown to %s exactly when it may be', async (name, expected) => {
    const agent = agents[name];
    if (agent === undefined) throw new Error('no such agent');
    expect(names(await list(agent.id))).toEqual(expected(tickets).sort());
    // The rule of events and the rule of rows are the same one.
    const principal = { agentId: agent.id, role: agent.role, departmentIds: agent.departmentIds };
    const byEvents = Object.values(tickets).filter((ticket) => maySee(principal, ticketAudience(ticket)));
    expect(names(byEvents)).toEqual(expected(tickets).sort());
  });
});

const support = ['support ana', 'support new', 'support null'];

describe('a ticket without a department', () => {
  it('is visible to every agent, in the list and as it comes, and counts as unassigned until somebody has it', async () => {
    const everybody = Object.values(agents).map(({ id }) => id);
    const clients = await Promise.all(everybody.map(async (id) => new FollowingClient(await gateway.socket(id))));
    await eventually(() => expect(clients.map(({ applied }) => applied)).not.toContain(undefined));
    const { id } = tickets['null null'] ?? { id: '' };
    const audienceAfter = ticketAudience({ departmentId: null, assigneeId: null });
    const data = { id } as never;
    await gateway.publish(
      await gateway.seed.events({ type: 'ticket.created', ticketId: id, data, audienceBefore: null, audienceAfter }),
    );
    await eventually(() => {
      for (const { items } of clients) expect(items).toMatchObject([{ type: 'ticket.created', data: { id } }]);
    });
    for (const agentId of everybody) {
      const unassigned = names(await list(agentId, '&assigneeId=none'));
      expect(unassigned).toContain('null null');
      // What is counted as waiting is never more than what can be opened.
      expect(names(await list(agentId))).toEqual(expect.arrayContaining(unassigned));
      const [waiting] = (await list(agentId, '&assigneeId=none')).filter((ticket) => ticket.id === id);
      expect(waiting).toMatchObject({ unread: 1, assignee: null, department: null });
    }
  });
});
