import { setTimeout as pause } from 'node:timers/promises';
import type { Desk } from '../generator/clients.js';
import type { Ledger } from '../ledger.js';
import type { World } from '../world/world.js';

const every = 250;
const patience = 1_000;

/** Asks four times a second what Evolution and browsers would find, and counts the sockets that follow the log. */
export async function watchAvailability(
  { world, ledger, desks }: { world: World; ledger: Ledger; desks: readonly Desk[] },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    void probe(`${world.recorder.url}/webhook/health`).then((answered) => ledger.probed('ingest', answered));
    void probe(`${world.balancer.url}/webhook/health`).then((answered) => ledger.probed('gateway', answered));
    const live = desks.filter(({ client }) => client.store.getSnapshot().status === 'live').length;
    ledger.probed('sockets', live / desks.length);
    await pause(every, undefined, { signal }).catch(() => {});
  }
}

async function probe(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
