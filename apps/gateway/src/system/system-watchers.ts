import type { SystemResource } from '@bkcrm/contracts';
import { may } from '@bkcrm/permissions';
import { Injectable } from '@nestjs/common';
import type { LiveClient } from '../realtime/live-client.js';
import { LiveClients } from '../realtime/live-clients.js';
import { ReadSystem } from './read-system.js';

const everyMs = 5_000;
/** News close together are told once. */
const newsMs = 1_000;

/**
 * Shows the running system to the clients that look at it: every five seconds, and soon after something new is known. It goes from this
 * replica to its own sockets, so that it can also say that the broker is down.
 */
@Injectable()
export class SystemWatchers {
  private timer: NodeJS.Timeout | undefined;
  private news: NodeJS.Timeout | undefined;

  constructor(
    private readonly clients: LiveClients,
    private readonly system: ReadSystem,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.show(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.news);
  }

  /** @returns what there is to see now */
  watch(client: LiveClient, watching: boolean): Promise<SystemResource> {
    client.isWatchingSystem = watching;
    return this.system.execute();
  }

  /** Something new is known. */
  changed(): void {
    if (this.watchers().length === 0) return;
    this.news ??= setTimeout(() => void this.show(), newsMs);
  }

  private async show(): Promise<void> {
    clearTimeout(this.news);
    this.news = undefined;
    if (this.watchers().length === 0) return;
    const data = await this.system.execute();
    for (const client of this.watchers()) client.signal({ type: 'system.status', data });
  }

  private watchers(): LiveClient[] {
    return this.clients.all().filter((client) => client.isWatchingSystem && may(client.agent, 'system.read'));
  }
}
