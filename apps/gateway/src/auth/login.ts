import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { findAgentByEmail, toAgentResource } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { problems } from '../http/problem.js';
import { LoginThrottle } from './domain/login-throttle.js';
import type { LoginAnswer } from './login.dto.js';
import { Passwords } from './passwords.js';
import { Tokens } from './tokens.js';

/** Proves by e-mail address and password who somebody is. */
@Injectable()
export class Login {
  private readonly throttle = new LoginThrottle();

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `auth.invalid-credentials`, `auth.too-many-attempts` */
  async execute(email: string, password: string, address: string): Promise<LoginAnswer> {
    const keys = [`${email.toLowerCase()} ${address}`];
    const wait = this.throttle.waitFor(keys, this.clock.now().getTime());
    if (wait > 0) throw problems.tooManyAttempts(Math.ceil(wait / 1000));
    // Counted before the answer is known: many attempts at once must not all be the first.
    this.throttle.failed(keys, this.clock.now().getTime());
    const agent = await findAgentByEmail(this.database, email);
    const isCorrect = await this.passwords.isCorrect(agent?.id, password);
    if (agent === undefined || !isCorrect || !agent.active) throw problems.invalidCredentials();
    this.throttle.succeeded(keys);
    const { accessToken, expiresAt } = this.tokens.issue(agent);
    return { accessToken, expiresAt: expiresAt.toISOString(), agent: toAgentResource(agent) };
  }
}
