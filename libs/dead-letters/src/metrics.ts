import { Gauge } from 'prom-client';

const waiting = new Map<string, () => Promise<number>>();

const gauge = new Gauge({
  name: 'bkcrm_letters_waiting',
  help: 'Dead letters (box ticket or sender) and quarantined webhooks (box quarantine) that wait for somebody to decide',
  labelNames: ['box'],
  async collect() {
    for (const [box, count] of waiting) {
      try {
        this.set({ box }, await count());
      } catch {
        // Without its database a service does not know; the last count would look like knowledge.
        this.remove({ box });
      }
    }
  },
});

/** Shows how many letters a box holds. */
export function showLetters(box: 'ticket' | 'sender' | 'quarantine', count: () => Promise<number>): void {
  gauge.remove({ box });
  waiting.set(box, count);
}
