import { setTimeout as pause } from 'node:timers/promises';
import type { LiveClients } from './live-clients.js';

/** All are moved over in this time at most, so many at once that the other replicas are not run over. */
const mostTimeMs = 5_000;
const stepMs = 50;
const fewest = 5;

/** Lets go of every client, a few at a time: each comes back by itself, elsewhere, and resumes. */
export async function moveClientsOver(clients: LiveClients): Promise<void> {
  const step = Math.max(fewest, Math.ceil(clients.count / (mostTimeMs / stepMs)));
  while (clients.count > 0) {
    let dropped = 0;
    clients.forEach((client) => {
      if (dropped >= step) return;
      dropped += 1;
      client.drop();
      clients.remove(client);
    });
    if (clients.count > 0) await pause(stepMs);
  }
}
