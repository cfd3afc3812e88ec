import { describe, expect, it } from 'vitest';
import { GatewayTotals } from './gateway-totals.js';
import { NumberStates } from './number-states.js';
import { readGatewayStats } from './read-gateway-stats.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 25) + seconds * 1000);

describe('GatewayTotals', () => {
  it('sums the replicas that were heard of lately', () => {
    const totals = new GatewayTotals();
    expect(totals.connections(at(0))).toBeUndefined();
    totals.add({ replicaId: 'a', connections: 3 }, at(0));
    totals.add({ replicaId: 'b', connections: 4 }, at(10));
    totals.add({ replicaId: 'b', connections: 5 }, at(12));
    expect(totals.connections(at(15))).toBe(8);
    expect(totals.connections(at(16))).toBe(5);
    expect(totals.connections(at(28))).toBeUndefined();
  });
});

describe('NumberStates', () => {
  it('knows nothing until the sender tells, and nothing again once it fell silent', () => {
    const states = new NumberStates();
    expect(states.summary(at(0))).toEqual({ state: 'unknown', instances: 0 });
    states.add({ numberId: 'a', state: 'close' }, at(0));
    states.add({ numberId: 'c', state: 'missing' }, at(0));
    expect(states.summary(at(1))).toEqual({ state: 'disconnected', instances: 1 });
    states.add({ numberId: 'b', state: 'open' }, at(2));
    expect(states.summary(at(3))).toEqual({ state: 'connected', instances: 2 });
    expect(states.summary(at(300))).toEqual({ state: 'unknown', instances: 0 });
  });
});

describe('readGatewayStats', () => {
  it('reads the report of a gateway and no other signal', () => {
    const data = { replicaId: 'a', connections: 3, startedAt: '' };
    expect(readGatewayStats({ type: 'gateway.stats', data })).toEqual({ replicaId: 'a', connections: 3 });
    for (const other of [null, 'x', {}, { type: 'typing', data }, { type: 'gateway.stats' }]) {
      expect(readGatewayStats(other)).toBeUndefined();
    }
  });
});
