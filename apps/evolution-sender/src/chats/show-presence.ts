import type { ShowPresence as PresenceToShow } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { SendWorkers } from '../sending/send-workers.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { findOpenNumber } from './find-open-number.js';

/** Evolution shows it for so long, and keeps the call open meanwhile. */
const shownMs = 8_000;
/** The same is not shown again before. */
const repeatMs = 7_000;
/** Calls kept open at once: messages must not wait for them. */
const mostAtOnce = 8;
const mostRemembered = 10_000;

/**
 * Shows customers that somebody writes or records, if that is possible right now: only the replica that works the number does,
 * only while it is open, and never later.
 */
@Injectable()
export class ShowPresence {
  private readonly logger = new Logger(ShowPresence.name);
  private readonly shown = new Map<string, { presence: string; at: number }>();
  private open = 0;

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly workers: SendWorkers,
    private readonly clock: Clock,
  ) {}

  async execute({ numberId, recipient, presence }: PresenceToShow): Promise<void> {
    if (!this.workers.numberIds.includes(numberId) || !this.isNews(`${numberId} ${recipient}`, presence)) return;
    if (this.open >= mostAtOnce) return;
    this.open += 1;
    try {
      const number = await findOpenNumber(this.database, numberId);
      if (number === undefined) return;
      const api = await this.servers.api(number.serverId);
      await api.sendPresence(number.instanceName, recipient, presence, presence === 'paused' ? 0 : shownMs);
    } catch (error) {
      this.logger.debug('presence could not be shown', { numberId, error });
    } finally {
      this.open -= 1;
    }
  }

  private isNews(chat: string, presence: string): boolean {
    const now = Number(this.clock.now());
    const last = this.shown.get(chat);
    this.shown.delete(chat);
    if (presence === 'paused') return last !== undefined && now - last.at < shownMs;
    const isRepeated = last?.presence === presence && now - last.at < repeatMs;
    this.shown.set(chat, isRepeated ? last : { presence, at: now });
    if (this.shown.size > mostRemembered) this.shown.delete(this.shown.keys().next().value ?? '');
    return !isRepeated;
  }
}
