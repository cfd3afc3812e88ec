import { setTimeout as pause } from 'node:timers/promises';
import type { MessageResource } from '@bkcrm/contracts';
import { canaryInstance } from '../generator/numbers.js';
import type { Desk } from '../generator/clients.js';
import { webhookSecret } from '../world/accounts.js';
import type { World } from '../world/world.js';

const every = 500;
const patience = 2_000;

/**
 * Tells whether the system works: a webhook that is posted now reaches a socket at every gateway. Posts go on while anybody
 * wants to know.
 */
export class Canary {
  private count = 0;
  private waiting = 0;
  /** The latest webhook that each gateway's client was shown. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly desks: readonly Desk[],
  ) {
    for (const { client, log } of desks) {
      client.onApplied(({ type, data }) => {
        const { text } = data as MessageResource;
        const number = type === 'message.created' ? Number(/^canary (\d+)$/.exec(text ?? '')?.[1] ?? 0) : 0;
        this.seen.set(log.name, Math.max(number, this.seen.get(log.name) ?? 0));
      });
    }
  }

  /** Resolves when every replica has said anew that it is ready and a fresh webhook is everywhere; to false when that takes too long. */
  async recovery(within: number): Promise<boolean> {
    const [since, first] = [performance.now(), this.count + 1];
    this.waiting += 1;
    if (this.waiting === 1) void this.keepPosting();
    try {
      while (performance.now() - since < within) {
        if (this.world.readiness.allReadySince(since) && this.hasReachedAll(first)) return true;
        await pause(50);
      }
      return false;
    } finally {
      this.waiting -= 1;
    }
  }

  private hasReachedAll(first: number): boolean {
    return this.desks.every(({ log }) => (this.seen.get(log.name) ?? 0) >= first);
  }

  private async keepPosting(): Promise<void> {
    while (this.waiting > 0) {
      void this.post((this.count += 1));
      await pause(every);
    }
  }

  private async post(number: number): Promise<void> {
    const id = `CANARY${String(number).padStart(14, '0')}`;
    const data = {
      key: { remoteJid: '5511970000001@s.whatsapp.net', fromMe: false, id, participant: '', addressingMode: 'pn' },
      pushName: 'Canary',
      status: 'DELIVERY_ACK',
      message: { conversation: `canary ${number}` },
      messageType: 'conversation',
      messageTimestamp: Math.floor(Date.now() / 1_000),
      source: 'android',
    };
    try {
      const response = await fetch(`${this.world.recorder.url}/webhook/evolution`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-webhook-secret': webhookSecret },
        body: JSON.stringify({ event: 'messages.upsert', instance: canaryInstance, data }),
        signal: AbortSignal.timeout(patience),
      });
      await response.arrayBuffer();
    } catch {
      // The next one is on its way already.
    }
  }
}
