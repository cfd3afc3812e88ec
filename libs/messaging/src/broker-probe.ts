import type { BrokerLink } from './broker-link.js';

/** What a probe shows of the broker: whether both connections stand. */
export function brokerProbe(link: BrokerLink): () => { ok: boolean; details: { publish: string; consume: string } } {
  return () => ({
    ok: link.publishState === 'up' && link.consumeState === 'up',
    details: { publish: link.publishState, consume: link.consumeState },
  });
}
