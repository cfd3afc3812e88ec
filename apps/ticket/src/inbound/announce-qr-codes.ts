import type { LiveFeed } from '../event-log/live-feed.js';
import type { SourcedFact } from './store/inbound-work.js';

/** Nobody by department or name: administrators see everything. */
const administrators = { everyone: false, departmentIds: [], agentIds: [] };

/** Passes QR codes for linking a number on to administrators. They are dead in a minute, so they are never stored. */
export function announceQrCodes(feed: LiveFeed, facts: SourcedFact[]): void {
  for (const { fact, number } of facts) {
    if (fact.type !== 'qrcode') continue;
    const { qr, expiresAt } = fact;
    feed.signal('number.qr-code', { numberId: number.id, qr, expiresAt: expiresAt.toISOString() }, administrators);
  }
}
