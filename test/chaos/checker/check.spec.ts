import type { AgentResource, Audience } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { check } from './check.js';
import type { Evidence, StoredMessage } from './evidence.js';

const toEveryone: Audience = { everyone: true, departmentIds: [], agentIds: [] };
const toSales: Audience = { everyone: false, departmentIds: ['sales'], agentIds: [] };

const agent = (role: AgentResource['role'], departmentIds: string[]): AgentResource => ({
  id: `agent of ${departmentIds.join()}`,
  name: 'Ana',
  email: 'ana@example.com',
  role,
  departmentIds,
  active: true,
});

const message = (change: Partial<StoredMessage>): StoredMessage => ({
  id: 'row of it',
  instance: 'shop',
  conversationId: 'conversation',
  direction: 'in',
  fromMe: false,
  whatsappId: null,
  clientId: null,
  kind: 'text',
  text: null,
  status: 'received',
  position: null,
  deleted: false,
  ...change,
});

const sent = (number: number, change: Partial<StoredMessage> = {}): StoredMessage =>
  message({
    id: `row ${number}`,
    direction: 'out',
    fromMe: true,
    whatsappId: `S${number}`,
    clientId: `order ${number}`,
    text: `answer ${number}`,
    status: 'read',
    position: number,
    ...change,
  });

/** A small system in which all is well. */
const wellDone: Evidence = {
  webhooks: [
    { event: 'messages.upsert', instance: 'shop', id: 'A1', messageStatus: null, answer: 200 },
    { event: 'messages.upsert', instance: 'shop', id: 'A2', messageStatus: null, answer: 503 },
    { event: 'messages.upsert', instance: 'shop', id: 'A3', messageStatus: null, answer: null },
    { event: 'messages.edited', instance: 'shop', id: 'A1', messageStatus: null, answer: 200 },
    { event: 'send.message', instance: 'shop', id: 'S1', messageStatus: null, answer: 200 },
    { event: 'messages.update', instance: 'shop', id: 'S1', messageStatus: 'READ', answer: 200 },
    { event: 'messages.update', instance: 'shop', id: 'S1', messageStatus: 'SERVER_ACK', answer: 200 },
    { event: 'messages.update', instance: 'shop', id: 'S2', messageStatus: 'READ', answer: 503 },
  ],
  written: [
    { instance: 'shop', id: 'A1', text: 'one' },
    { instance: 'shop', id: 'A4', text: 'told to nobody' },
  ],
  changes: [{ instance: 'shop', id: 'A1', kind: 'edit', text: 'one, corrected' }],
  orders: [1, 2, 3].map((number) => ({
    clientId: `order ${number}`,
    ticketId: 'ticket',
    text: `answer ${number}`,
    by: 'desk 1',
  })),
  clients: [
    { name: 'desk 1', agent: agent('administrator', []), from: 10, applied: [11, 12, 13] },
    { name: 'desk 2', agent: agent('agent', ['support']), from: 10, applied: [11, 13] },
  ],
  faults: [{ kind: 'kill', target: 'ticket-1', at: 0, lasts: 0, draw: 0, overlapped: false, recoverySeconds: 3 }],
  restartsByLiveness: [],
  stored: [
    message({ whatsappId: 'A1', text: 'one, corrected' }),
    message({ whatsappId: 'A4', text: 'told to nobody' }),
    sent(1),
    sent(2, { status: 'sent' }),
    sent(3, { status: 'unknown', whatsappId: null }),
  ],
  quarantined: [],
  deadLetters: [],
  taken: [
    { instance: 'shop', to: 'customer', text: 'answer 1' },
    { instance: 'shop', to: 'customer', text: 'answer 2' },
    { instance: 'shop', to: 'customer', text: 'answer 3' },
  ],
  events: [
    { seq: 10, before: null, after: toEveryone },
    { seq: 11, before: null, after: toEveryone },
    { seq: 12, before: toSales, after: toSales },
    { seq: 13, before: toEveryone, after: toSales },
  ],
  secondOpenTickets: [],
  unsettledActs: [],
  refused: [],
  leftovers: [],
};

const rulesBroken = (change: Partial<Evidence>): string[] => check({ ...wellDone, ...change }).map(({ rule }) => rule);
const without = <T>(list: readonly T[], index: number): T[] => list.toSpliced(index, 1);
const instead = <T>(list: readonly T[], index: number, change: Partial<T>): T[] =>
  list.map((one, at) => (at === index ? { ...one, ...change } : one));

describe('the checker', () => {
  it('finds nothing where all is well', () => {
    expect(check(wellDone)).toEqual([]);
  });

  it('names a message that was answered 2xx and is nowhere', () => {
    const stored = [...without(wellDone.stored, 0)];
    expect(check({ ...wellDone, stored })).toEqual([
      { rule: 'lost', id: 'A1', detail: 'answered 2xx on shop, stored nowhere' },
    ]);
  });

  it('misses a message that no webhook told of', () => {
    expect(rulesBroken({ stored: without(wellDone.stored, 1) })).toEqual(['lost']);
  });

  it('takes what waits in quarantine, and what was given up with a reason, for not lost', () => {
    const stored = without(wellDone.stored, 0);
    expect(rulesBroken({ stored, quarantined: ['{"id":"A1"}'] })).toEqual([]);
    const letter = { queue: 'ticket.inbound-p0.dead', body: '{"id":"A1"}' };
    // Given up for a reason is not lost; but nothing here deserves it.
    expect(rulesBroken({ stored, deadLetters: [{ ...letter, reason: 'malformed' }] })).toEqual(['dead letter']);
    expect(rulesBroken({ stored, deadLetters: [{ ...letter, reason: '' }] })).toEqual(['lost', 'dead letter']);
  });

  it('finds a message that is stored twice', () => {
    expect(rulesBroken({ stored: [...wellDone.stored, message({ whatsappId: 'A4' })] })).toEqual(['duplicated']);
  });

  it('takes the same id from both sides for two messages', () => {
    expect(rulesBroken({ stored: [...wellDone.stored, message({ whatsappId: 'S2' })] })).toEqual([]);
  });

  it.each([
    ['an edit that does not show', { stored: instead(wellDone.stored, 0, { text: 'one' }) }],
    [
      'a deletion that does not show',
      { changes: [{ instance: 'shop', id: 'A1', kind: 'deletion' as const, text: '' }] },
    ],
  ])('finds %s', (_, change) => {
    expect(rulesBroken(change)).toEqual(['unchanged']);
  });

  it('finds a status below the highest that was delivered, in whatever order it came', () => {
    expect(rulesBroken({ stored: instead(wellDone.stored, 2, { status: 'delivered' }) })).toEqual(['status']);
  });

  it('finds a second open ticket', () => {
    expect(rulesBroken({ secondOpenTickets: ['ticket 2'] })).toEqual(['ticket']);
  });

  it.each([
    ['an event that a client did not apply', [11, 13], ['client gap']],
    ['an event that it applied twice', [11, 12, 12, 13], ['client duplicate']],
    ['events in another order', [11, 13, 12], ['client duplicate']],
    ['the last one missing', [11, 12], ['client gap']],
  ])('finds %s', (_, applied, broken) => {
    expect(rulesBroken({ clients: instead(wellDone.clients, 0, { applied }) })).toEqual(broken);
  });

  it('finds an event that an agent may not see, and misses one that it no longer may', () => {
    expect(rulesBroken({ clients: instead(wellDone.clients, 1, { applied: [11, 12, 13] }) })).toEqual([
      'client foreign',
    ]);
    expect(rulesBroken({ clients: instead(wellDone.clients, 1, { applied: [11] }) })).toEqual(['client gap']);
  });

  it('finds an order that WhatsApp took twice', () => {
    expect(rulesBroken({ taken: [...wellDone.taken, { instance: 'shop', to: 'customer', text: 'answer 3' }] })).toEqual(
      ['double send'],
    );
  });

  it.each([
    ['that is still queued', { stored: instead(wellDone.stored, 4, { status: 'queued' }) }],
    ['that was never stored', { stored: without(wellDone.stored, 4) }],
  ])('finds an order %s', (_, change) => {
    expect(rulesBroken(change)).toEqual(['unsettled']);
  });

  it('takes an order that the server refused for settled, and an act without an end not', () => {
    expect(rulesBroken({ stored: without(wellDone.stored, 4), refused: ['order 3'] })).toEqual([]);
    expect(rulesBroken({ unsettledActs: ['act 1'] })).toEqual(['unsettled']);
  });

  it('finds an end that is not true', () => {
    expect(rulesBroken({ stored: instead(wellDone.stored, 4, { status: 'failed' }) })).toEqual(['untrue']);
    expect(rulesBroken({ taken: without(wellDone.taken, 1) })).toEqual(['untrue']);
    expect(rulesBroken({ taken: without(wellDone.taken, 2) })).toEqual([]);
  });

  it('finds messages of a conversation that WhatsApp took in another order', () => {
    expect(rulesBroken({ taken: wellDone.taken.toReversed() })).toEqual(['order', 'order']);
    const elsewhere = instead(wellDone.stored, 4, { conversationId: 'another' });
    const third = [wellDone.taken[2], wellDone.taken[0], wellDone.taken[1]].filter((one) => one !== undefined);
    expect(rulesBroken({ taken: third, stored: elsewhere })).toEqual([]);
  });

  it('finds messages that stand in another order than they were typed in', () => {
    const stored = instead(instead(wellDone.stored, 2, { position: 2 }), 3, { position: 1 });
    expect(rulesBroken({ stored, taken: [] }).filter((rule) => rule === 'order')).toEqual(['order']);
  });

  it('finds what is left in a queue or in the spool', () => {
    expect(rulesBroken({ leftovers: ['queue ticket.inbound-p0'] })).toEqual(['leftover']);
  });

  it('finds a fault that was not survived, one that did not strike, and a restart by liveness', () => {
    expect(rulesBroken({ faults: instead(wellDone.faults, 0, { recoverySeconds: null }) })).toEqual(['not recovered']);
    expect(rulesBroken({ faults: instead(wellDone.faults, 0, { problem: 'no such process' }) })).toEqual([
      'not struck',
    ]);
    expect(rulesBroken({ restartsByLiveness: ['ticket-1'] })).toEqual(['restarted by liveness']);
  });
});
