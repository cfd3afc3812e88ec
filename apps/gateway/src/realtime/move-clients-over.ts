import { setTimeout as pause } from 'node:timers/promises';
import type { LiveClients } from './live-clients.js';

const stepMs = 50;
/** All are moved over in this time, unless they are more than the other replicas can take. */
const usualMs = 5_000;
/** At once. */
const fewest = 5;
const most = 20;

/** Lets go of every client, a few at a time, at most 400 a second: each comes back by itself, elsewhere, and resumes. */
export async function moveClientsOver(clients: Pick<LiveClients, 'count' | 'all'>): Promise<void> {
  const step = Math.min(most, Math.max(fewest, Math.ceil(clients.count / (usualMs / stepMs))));
  const remaining = clients.all();
  while (remaining.length > 0) {
    for (const client of remaining.splice(0, step)) client.drop();
    if (remaining.length > 0) await pause(stepMs);
  }
}
