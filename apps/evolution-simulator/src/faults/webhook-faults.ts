import { Injectable } from '@nestjs/common';
import { once } from 'node:events';
import { firstValueFrom, merge, Subject } from 'rxjs';
import type { Fault } from './fault.js';
import { Faults } from './faults.js';

/** Decides what becomes of a webhook before it is sent for the first time. */
@Injectable()
export class WebhookFaults {
  /** Per fault, the deliveries that wait for company. */
  private readonly waiting = new Map<string, Array<(afterMs: number) => void>>();

  constructor(private readonly faults: Faults) {
    faults.cleared.subscribe(() => this.releaseAll());
  }

  /** Resolves when the webhook may go: one entry per copy, the milliseconds it waits before it goes. None: it is lost. */
  async pass(delivery: { instance: string; event: string }, stopping: AbortSignal): Promise<number[]> {
    const fault = this.faults.strike('webhook', { instance: delivery.instance, name: delivery.event });
    if (fault === undefined) return [0];
    if (fault.action === 'lose') return [];
    if (fault.action === 'delay') return [fault.milliseconds];
    if (fault.action === 'duplicate')
      return Array.from({ length: fault.copies }, (_, copy) => copy * fault.milliseconds);
    if (fault.action === 'reorder') return [await this.untilTogether(fault)];
    if (fault.action === 'hold') await this.untilCleared(stopping);
    return [0];
  }

  private untilTogether(fault: Fault): Promise<number> {
    return new Promise((resolve) => {
      const together = this.waiting.get(fault.id) ?? [];
      together.push(resolve);
      this.waiting.set(fault.id, together);
      if (together.length >= fault.count) this.release(fault.id);
    });
  }

  /** The last goes first; a pause between them, so that the receiver really sees that order. */
  private release(id: string): void {
    const together = this.waiting.get(id) ?? [];
    this.waiting.delete(id);
    for (const [position, resolve] of together.toReversed().entries()) resolve(position * 50);
  }

  private releaseAll(): void {
    for (const id of this.waiting.keys()) this.release(id);
  }

  private async untilCleared(stopping: AbortSignal): Promise<void> {
    const stopped = new Subject<void>();
    void once(stopping, 'abort').then(() => stopped.next());
    await firstValueFrom(merge(this.faults.cleared, stopped));
  }
}
