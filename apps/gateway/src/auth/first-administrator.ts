import { EnsureAdministratorRequest, exchanges } from '@bkcrm/contracts';
import { Requester } from '@bkcrm/messaging';
import { Injectable, Logger } from '@nestjs/common';
import { GatewayConfig } from '../app.config.js';
import { Passwords } from './passwords.js';

const longestPause = 2_000;

/**
 * Sees to it that somebody can log in on a fresh installation. The password of the environment is set only where none is stored:
 * later changes of the variable do nothing, and one that somebody has chosen since is never overwritten.
 */
@Injectable()
export class FirstAdministrator {
  private readonly logger = new Logger(FirstAdministrator.name);
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly config: GatewayConfig,
    private readonly requester: Requester,
    private readonly passwords: Passwords,
  ) {}

  /** Tries until the ticket service has answered and the password is stored; nothing waits for it. */
  start(): void {
    const { BKCRM_ADMIN_EMAIL: email, BKCRM_ADMIN_PASSWORD: password } = this.config;
    if (email !== undefined && password !== undefined) void this.attempt(email, password, 250);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async attempt(email: string, password: string, pause: number): Promise<void> {
    try {
      const agent = await this.requester.request(exchanges.requests, EnsureAdministratorRequest, { email });
      const isSet = await this.passwords.setFirst(agent.id, password);
      this.logger.log('the first administrator can log in', { isNew: isSet });
    } catch (error) {
      if (this.isStopped) return;
      this.logger.warn('the first administrator is not there yet', {
        reason: error instanceof Error ? error.message : String(error),
      });
      this.timer = setTimeout(() => void this.attempt(email, password, Math.min(longestPause, pause * 2)), pause);
    }
  }
}
