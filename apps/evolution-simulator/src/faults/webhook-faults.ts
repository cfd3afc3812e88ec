import { Injectable } from '@nestjs/common';
import { firstValueFrom, fromEvent, merge } from 'rxjs';
import type { Fault } from './fault.js';
import { Faults } from './faults.js';

/** How a webhook may go on its way. */
export interface Passage {
  /** One entry per copy: the milliseconds it waits before it goes. None: it is lost. */
  copies: number[];
  /** To be called once its first attempt is over. */
  attempted: () => void;
}

const at = (...copies: number[]): Passage => ({ copies, attempted: () => {} });

/** Decides what becomes of a webhook before it is sent for the first time. */
@Injectable()
export class WebhookFaults {
  /** Per fault, the webhooks that wait for company. */
  private readonly waiting = new Map<string, Array<(passage: Passage) => void>>();

  constructor(private readonly faults: Faults) {
    faults.cleared.subscribe(() => {
      for (const id of this.waiting.keys()) void this.release(id);
    });
  }

  /** Resolves when the webhook may go. */
  async pass(webhook: { instance: string; event: string }, abandoned: AbortSignal): Promise<Passage> {
    const fault = this.faults.strike('webhook', { instance: webhook.instance, name: webhook.event });
    switch (fault?.action) {
      case 'lose':
        return at();
      case 'delay':
        return at(fault.milliseconds);
      case 'duplicate':
        return at(...Array.from({ length: fault.copies }, (_, copy) => copy * fault.milliseconds));
      case 'reorder':
        return this.untilTogether(fault);
      case 'hold':
        await firstValueFrom(merge(this.faults.cleared, fromEvent(abandoned, 'abort')));
        return at(0);
      default:
        return at(0);
    }
  }

  private untilTogether(fault: Fault): Promise<Passage> {
    return new Promise((resolve) => {
      const together = this.waiting.get(fault.id) ?? [];
      together.push(resolve);
      this.waiting.set(fault.id, together);
      if (together.length >= fault.count) void this.release(fault.id);
    });
  }

  /** The last goes first, each when the one before it has been tried: the receiver really sees that order. */
  private async release(id: string): Promise<void> {
    const together = this.waiting.get(id) ?? [];
    this.waiting.delete(id);
    for (const resolve of together.toReversed()) {
      await new Promise<void>((attempted) => resolve({ copies: [0], attempted }));
    }
  }
}
