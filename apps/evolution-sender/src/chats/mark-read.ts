import type { MarkMessagesRead } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable, Logger } from '@nestjs/common';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { findOpenNumber } from './find-open-number.js';

/** Tries at telling WhatsApp that messages were read, over some minutes; after that it is not worth telling. */
const mostAttempts = 4;

/** Shows customers that their messages were read. A courtesy: what does not work out after some tries is left. */
@Injectable()
export class MarkRead {
  private readonly logger = new Logger(MarkRead.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
  ) {}

  /** @param attempt 0 is the first. @throws what the call to Evolution throws, while another attempt is worth it */
  async execute({ numberId, messages }: MarkMessagesRead, attempt: number): Promise<void> {
    try {
      const number = await findOpenNumber(this.database, numberId);
      if (number === undefined) throw new EvolutionUnreachable('net', false, new Error('the number is not open'));
      const api = await this.servers.api(number.serverId);
      await api.markRead(number.instanceName, messages);
    } catch (error) {
      if (attempt + 1 < mostAttempts) throw error;
      this.logger.warn('messages could not be marked as read', { numberId, count: messages.length, error });
    }
  }
}
