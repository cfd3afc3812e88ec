import { Database } from '@bkcrm/database';
import { eventually } from '@bkcrm/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withGateway } from './gateway-harness.js';
import { OldFrontEnd } from './old-front-end.js';

const gateway = withGateway({ LEGACY_SOCKET: true });
afterEach(() => {
  vi.restoreAllMocks();
  gateway.disconnectAll();
});

/** An agent of a new department, and their old front end. */
async function connect(name: string) {
  const department = await gateway.seed.department(name);
  const agentId = await gateway.seed.agent(`${name}@example.com`, 'agent', [department]);
  const client = new OldFrontEnd(await gateway.socket(agentId));
  await eventually(() => expect(client.of('head')).not.toEqual([]));
  return { client, department, agentId };
}

describe('open chats of the old front end', () => {
  it('that ask at one moment are looked up together, each with the rights of its agent', async () => {
    const [{ client, department }, { client: stranger }] = [await connect('sales'), await connect('support')];
    const { id: ticketId } = await gateway.seed.ticket(department);
    await client.ask('request-messages', { ticketId }, 'messages-loaded');
    const asked = vi.spyOn(gateway.gateway.app.get(Database), 'query');
    for (let times = 0; times < 10; times += 1) {
      client.socket.emit('request-messages', { ticketId });
      stranger.socket.emit('request-messages', { ticketId });
    }
    await eventually(() => {
      expect(client.of('messages-loaded')).toHaveLength(11);
      expect(stranger.of('error')).toHaveLength(10);
    });
    const lookUps = asked.mock.calls.filter(([sql]) => sql.includes('ticket.ticket t'));
    expect(lookUps.length).toBeGreaterThan(0);
    // One, but for those that a slow machine takes in later.
    expect(lookUps.length).toBeLessThan(10);
    expect(stranger.of('messages-loaded')).toEqual([]);
  });

  it('whose agent loses the right while they are looked up get no answer', async () => {
    const { client, department, agentId } = await connect('returns');
    const { id: ticketId } = await gateway.seed.ticket(department);
    const database = gateway.gateway.app.get(Database);
    const query = database.query.bind(database);
    let answer: (() => void) | undefined;
    const isAsked = vi.spyOn(database, 'query').mockImplementation(async (sql, parameters) => {
      const rows = await query(sql, parameters);
      if (sql.includes('ticket.ticket t')) await new Promise<void>((resolve) => (answer = resolve));
      return rows;
    });
    client.socket.emit('request-messages', { ticketId });
    await eventually(() => expect(answer).toBeDefined());
    isAsked.mockRestore();
    await gateway.seed.query('UPDATE ticket.agent SET rights_version = rights_version + 1 WHERE id = $1', [agentId]);
    await eventually(() => expect(client.of('reset')).not.toEqual([]));
    answer?.();
    await client.ask('ping', {}, 'pong');
    expect(client.of('messages-loaded')).toEqual([]);
    await client.ask('request-messages', { ticketId }, 'messages-loaded');
  });
});
