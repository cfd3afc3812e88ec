import type { ReplicaResource, SystemResource } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { brokerLinks, databaseUse, numbersOf } from './figures.js';

const replica = (fields: Partial<ReplicaResource>): ReplicaResource =>
  ({
    state: 'ready',
    broker: { publish: 'up', consume: 'up' },
    database: { busy: 1, idle: 2, waiting: 0, pingMs: 3 },
    ...fields,
  }) as ReplicaResource;
const system = (...replicas: ReplicaResource[]): Pick<SystemResource, 'services'> => ({
  services: [{ name: 'ticket', replicas }],
});

describe('the figures of the system', () => {
  it('count numbers by whether they are connected', () => {
    expect(numbersOf({ open: 2, connecting: 1, close: 1, missing: 1 })).toEqual({ all: 5, open: 2, down: 2 });
    expect(numbersOf(null)).toBeNull();
  });

  it('are those of the replicas that are heard', () => {
    const two = system(
      replica({}),
      replica({ broker: { publish: 'down', consume: 'up' } }),
      replica({ state: 'gone' }),
    );
    expect(brokerLinks(two)).toEqual({ up: 3, all: 4 });
    expect(databaseUse(two)).toEqual({ busy: 2, idle: 4, waiting: 0, pingMs: 3 });
    expect(databaseUse(system(replica({ database: null })))).toBeNull();
  });

  it('say that the database does not answer when one is not answered', () => {
    const silent = replica({ database: { busy: 0, idle: 0, waiting: 4, pingMs: null } });
    expect(databaseUse(system(replica({}), silent))).toMatchObject({ waiting: 4, pingMs: null });
  });
});
