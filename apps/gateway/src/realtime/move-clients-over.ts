import { setTimeout as pause } from 'node:timers/promises';
import type { LiveClients } from './live-clients.js';

/** All are moved over in this time at most, so many at once that the other replicas are not run over. */
const mostTimeMs = 5_000;
const stepMs = 50;
const fewest = 5;

/** Lets go of every client, a few at a time: each comes back by itself, elsewhere, and resumes. */
export async function moveClientsOver(clients: LiveClients): Promise<void> {
  const step = Math.max(fewest, Math.ceil(clients.count / (mostTimeMs / stepMs)));
  const remaining = clients.all();
  while (remaining.length > 0) {
    for (const client of remaining.splice(0, step)) client.drop();
    if (remaining.length > 0) await pause(stepMs);
  }
}
