import { describe, expect, it } from 'vitest';
import { GatewayTotals } from './gateway-totals.js';
import { readGatewayStats } from './read-gateway-stats.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 25) + seconds * 1000);
const startedAt = at(0).toISOString();

describe('GatewayTotals', () => {
  it('sums the replicas that were heard of lately', () => {
    const totals = new GatewayTotals();
    expect(totals.total(at(0))).toBeUndefined();
    totals.add({ replicaId: 'a', connections: 3, startedAt, openTickets: { t: 2 } }, at(0));
    totals.add({ replicaId: 'b', connections: 4, startedAt }, at(10));
    totals.add({ replicaId: 'b', connections: 5, startedAt, openTickets: { t: 1, u: 1 } }, at(12));
    expect(totals.total(at(15))).toEqual({ connections: 8, byTicket: { t: 3, u: 1 } });
    expect(totals.total(at(16))).toEqual({ connections: 5, byTicket: { t: 1, u: 1 } });
    expect(totals.total(at(28))).toBeUndefined();
  });
});

describe('who is connected', () => {
  it('is online while any replica says so, and gone with the replicas that fell silent', () => {
    const totals = new GatewayTotals();
    totals.add({ replicaId: 'a', connections: 2, startedAt, agents: { ana: 'online', bia: 'away' } }, at(0));
    totals.add({ replicaId: 'b', connections: 2, startedAt, agents: { ana: 'away', caio: 'away' } }, at(10));
    expect(Object.fromEntries(totals.agents(at(15)))).toEqual({ ana: 'online', bia: 'away', caio: 'away' });
    expect(Object.fromEntries(totals.agents(at(16)))).toEqual({ ana: 'away', caio: 'away' });
    expect([totals.has('a'), totals.has('b')]).toEqual([false, true]);
  });
});

describe('readGatewayStats', () => {
  it('reads the report of a gateway and no other signal', () => {
    const data = { replicaId: 'a', connections: 3, startedAt, openTickets: { t: 1 }, agents: { ana: 'away' } };
    expect(readGatewayStats({ type: 'gateway.stats', data })).toEqual(data);
    for (const other of [null, 'x', {}, { type: 'typing', data }, { type: 'gateway.stats' }]) {
      expect(readGatewayStats(other)).toBeUndefined();
    }
  });
});
