import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { eventually } from '@bkcrm/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventFeed } from '../src/realtime/event-feed.js';
import { withGateway } from './gateway-harness.js';
import { OldFrontEnd } from './old-front-end.js';
import type { NewEvent } from './seed.js';

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

/** Commits an event as the ticket service does, and waits until the gateway has heard of it. */
async function hear(event: NewEvent): Promise<void> {
  const events = await gateway.seed.events(event);
  await gateway.publish(events);
  const feed = gateway.gateway.app.get(EventFeed);
  await eventually(() => expect(feed.position).toBeGreaterThanOrEqual(events[0]?.seq ?? Infinity));
}

async function transfer(ticketId: string, departmentId: string): Promise<void> {
  await gateway.seed.query('UPDATE ticket.ticket SET department_id = $2 WHERE id = $1', [ticketId, departmentId]);
  await hear({ type: 'ticket.updated', data: { id: ticketId }, ticketId });
}

/** Lets the answers to statements that have these words wait until they are let go. */
function hold(words: string): { isHeld: () => Promise<void>; letGo: () => void } {
  const database = gateway.gateway.app.get(Database);
  const query = database.query.bind(database);
  const held: (() => void)[] = [];
  const asked = vi.spyOn(database, 'query').mockImplementation(async (sql, parameters) => {
    const rows = await query(sql, parameters);
    if (sql.includes(words)) await new Promise<void>((resolve) => held.push(resolve));
    return rows;
  });
  return {
    isHeld: () => eventually(() => expect(held).not.toEqual([])),
    letGo: () => {
      asked.mockRestore();
      held.forEach((goOn) => goOn());
    },
  };
}

describe('open chats of the old front end', () => {
  it('that ask at one moment are looked up together, each with the rights of its agent', async () => {
    const [{ client, department }, { client: stranger }] = [await connect('sales'), await connect('support')];
    const { id: ticketId } = await gateway.seed.ticket(department);
    const asked = vi.spyOn(gateway.gateway.app.get(Database), 'query');
    for (let times = 0; times < 10; times += 1) {
      client.socket.emit('request-messages', { ticketId });
      stranger.socket.emit('request-messages', { ticketId });
    }
    await eventually(() => {
      expect(client.of('messages-loaded')).toHaveLength(10);
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
    const lookUp = hold('ticket.ticket t');
    client.socket.emit('request-messages', { ticketId });
    await lookUp.isHeld();
    await gateway.seed.query('UPDATE ticket.agent SET rights_version = rights_version + 1 WHERE id = $1', [agentId]);
    await eventually(() => expect(client.of('reset')).not.toEqual([]));
    lookUp.letGo();
    await client.ask('ping', {}, 'pong');
    expect(client.of('messages-loaded')).toEqual([]);
    await client.ask('request-messages', { ticketId }, 'messages-loaded');
  });
});

describe('an open chat that asks again', () => {
  it('is answered from memory, whatever happens elsewhere', async () => {
    const { client, department } = await connect('memory');
    const [{ id: ticketId }, other] = [await gateway.seed.ticket(department), await gateway.seed.ticket(department)];
    const first = await client.ask('request-messages', { ticketId }, 'messages-loaded');
    await hear({ type: 'ticket.updated', data: { id: other.id }, ticketId: other.id });
    const asked = vi.spyOn(gateway.gateway.app.get(Database), 'query');
    for (let times = 0; times < 20; times += 1)
      expect(await client.ask('request-messages', { ticketId }, 'messages-loaded')).toEqual(first);
    expect(asked.mock.calls.filter(([sql]) => /ticket\.(ticket|message) /.test(sql))).toEqual([]);
  });

  it('gets nothing of a ticket that went to another department, once the gateway has heard of it', async () => {
    const [{ client, department }, { client: gaining, department: next }] = [
      await connect('from'),
      await connect('to'),
    ];
    const { id: ticketId } = await gateway.seed.ticket(department);
    await client.ask('request-messages', { ticketId }, 'messages-loaded');
    await gaining.ask('request-messages', { ticketId }, 'error');
    await transfer(ticketId, next);
    expect(await client.ask('request-messages', { ticketId }, 'error')).toMatchObject({ error: 'ticket.not-found' });
    expect(client.of('messages-loaded')).toHaveLength(1);
    await gaining.ask('request-messages', { ticketId }, 'messages-loaded');
  });

  it('gets nothing of one that went away while it was looked up', async () => {
    const { client, department } = await connect('late');
    const { id: ticketId } = await gateway.seed.ticket(department);
    const lookUp = hold('ticket.ticket t');
    client.socket.emit('request-messages', { ticketId });
    await lookUp.isHeld();
    await transfer(ticketId, await gateway.seed.department('elsewhere'));
    lookUp.letGo();
    await eventually(() => expect(client.of('messages-loaded')).toHaveLength(1));
    expect(await client.ask('request-messages', { ticketId }, 'error')).toMatchObject({ error: 'ticket.not-found' });
    expect(client.of('messages-loaded')).toHaveLength(1);
  });

  it('gets nothing from the moment that the gateway has heard of other rights, also before it knows which', async () => {
    const { client, department, agentId } = await connect('rights');
    const { id: ticketId } = await gateway.seed.ticket(department);
    await client.ask('request-messages', { ticketId }, 'messages-loaded');
    const rights = hold('a.rights_version');
    await gateway.seed.query('DELETE FROM ticket.agent_department WHERE agent_id = $1', [agentId]);
    await gateway.seed.query('UPDATE ticket.agent SET rights_version = rights_version + 1 WHERE id = $1', [agentId]);
    await hear({ type: 'agent.updated', data: { id: agentId }, ticketId: null });
    await rights.isHeld();
    expect(await client.socket.emitWithAck('request-messages', { ticketId })).toMatchObject({ ok: true });
    rights.letGo();
    await eventually(() => expect(client.of('reset')).not.toEqual([]));
    expect(await client.ask('request-messages', { ticketId }, 'error')).toMatchObject({ error: 'ticket.not-found' });
    expect(client.of('messages-loaded')).toHaveLength(1);
  });

  it('follows a ticket into the conversation that it was brought together with', async () => {
    const { client, department } = await connect('merged');
    const [ticket, other] = [await gateway.seed.ticket(department), await gateway.seed.ticket(department)];
    const payload = { ticketId: ticket.id };
    const ids = async () => {
      const { messages } = await client.ask<{ messages: { id: string }[] }>(
        'request-messages',
        payload,
        'messages-loaded',
      );
      return messages.map(({ id }) => id);
    };
    expect(await ids()).toEqual([ticket.messageId]);
    await gateway.seed.query('UPDATE ticket.ticket SET conversation_id = $2 WHERE id = $1', [
      ticket.id,
      other.conversationId,
    ]);
    await hear({ type: 'ticket.updated', data: { id: ticket.id }, ticketId: ticket.id });
    expect(await ids()).toEqual([other.messageId]);
  });

  it('gets nothing of what was erased', async () => {
    const { client, department } = await connect('erased');
    const { id: ticketId, conversationId } = await gateway.seed.ticket(department);
    await client.ask('request-messages', { ticketId }, 'messages-loaded');
    await gateway.seed.query('UPDATE ticket.message SET ticket_id = NULL WHERE ticket_id = $1', [ticketId]);
    await gateway.seed.query('DELETE FROM ticket.ticket WHERE id = $1', [ticketId]);
    const data = { contactId: conversationId, conversationIds: [conversationId], ticketIds: [ticketId], before: null };
    await hear({ type: 'conversation.erased', data, ticketId: null });
    expect(await client.ask('request-messages', { ticketId }, 'error')).toMatchObject({ error: 'ticket.not-found' });
  });

  it('is looked up in the database again when that has not told for a while how far the log is', async () => {
    const { client, department } = await connect('silent');
    const { id: ticketId } = await gateway.seed.ticket(department);
    await client.ask('request-messages', { ticketId }, 'messages-loaded');
    const head = hold('ticket.database_epoch()');
    await head.isHeld();
    const later = gateway.gateway.app.get(Clock).now().getTime() + 6_000;
    vi.spyOn(gateway.gateway.app.get(Clock), 'now').mockImplementation(() => new Date(later));
    await gateway.seed.query('UPDATE ticket.ticket SET department_id = $2 WHERE id = $1', [
      ticketId,
      await gateway.seed.department('unheard'),
    ]);
    expect(await client.ask('request-messages', { ticketId }, 'error')).toMatchObject({ error: 'ticket.not-found' });
    head.letGo();
  });
});
