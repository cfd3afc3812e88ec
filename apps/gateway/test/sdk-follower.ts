import type { Socket as NodeSocket } from 'node:net';
import { BkcrmClient } from '@bkcrm/client';
import type { AppliedItem, KeyValueStorage } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import type { Socket } from 'socket.io-client';
import { expect } from 'vitest';
import type { GatewayHarness } from './gateway-harness.js';

/** The SDK as a console uses it, and what it applied since it loaded its snapshots last. */
export class SdkFollower {
  applied: AppliedItem[] = [];
  /** The number that its snapshots were loaded at. */
  from = 0;
  /** How often it loaded everything: once, and once more for every reset. */
  loads = 0;

  /** Addresses that it called over HTTP. */
  readonly called: string[] = [];

  private constructor(
    readonly agentId: string,
    readonly client: BkcrmClient,
  ) {
    client.onApplied((item) => this.applied.push(item));
  }

  static async connect(gateway: GatewayHarness, agentId: string, url = gateway.gateway.url): Promise<SdkFollower> {
    const note = (address: string): void => {
      follower.called.push(address);
      if (!address.endsWith('/departments')) return;
      Object.assign(follower, {
        loads: follower.loads + 1,
        from: follower.client.position?.seq ?? 0,
        applied: [],
      });
    };
    const { refreshToken } = await gateway.openSession(agentId);
    const agent = { id: agentId, email: '', name: '', role: 'agent', departmentIds: [], active: true };
    const storage = storageWith('bkcrm.session', JSON.stringify({ agent, refreshToken }));
    const client = new BkcrmClient({
      url,
      storage,
      fetch: (input, init) => {
        if (typeof input === 'string') note(input);
        return fetch(input, init);
      },
    });
    const follower: SdkFollower = new SdkFollower(agentId, client);
    gateway.onClose(() => client.disconnect());
    client.connect();
    await eventually(() => expect(client.store.getSnapshot().status).toBe('live'));
    return follower;
  }

  get seqs(): number[] {
    return this.applied.map(({ seq }) => seq);
  }

  /** The TCP connection under it. */
  get connection(): NodeSocket {
    const { live } = this.client as unknown as { live: { socket: Socket } };
    return connectionOf(live.socket);
  }
}

/** The TCP connection under a client's socket. */
export function connectionOf(socket: Socket): NodeSocket {
  const { ws } = socket.io.engine.transport as unknown as { ws: Record<'_socket', NodeSocket> };
  return ws['_socket'];
}

function storageWith(name: string, value: string): KeyValueStorage {
  const items = new Map([[name, value]]);
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
