import { Database } from '@bkcrm/database';
import { findAgentByEmail } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { audit } from '../audit/audit-log.js';
import type { Caller } from '../http/caller.js';
import { problems } from '../http/problem.js';
import { Sessions } from '../sessions/sessions.js';
import type { HeldSession } from '../sessions/sessions.js';
import { TwoFactor } from '../two-factor/two-factor.js';
import { LoginThrottle } from './login-throttle.js';
import { Passwords } from './passwords.js';

/** Proves by e-mail address, password and, for those who want it, a code who somebody is, and opens a session. */
@Injectable()
export class Login {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly twoFactor: TwoFactor,
    private readonly throttle: LoginThrottle,
  ) {}

  /** @throws Problem `auth.invalid-credentials`, `auth.code-required`, `auth.invalid-code`, `auth.too-many-attempts` */
  async execute(
    { email, password, code }: { email: string; password: string; code: string | undefined },
    caller: Caller,
  ): Promise<{ agent: KnownAgent; session: HeldSession }> {
    const agent = await this.guarded(email, caller, async () => {
      const agent = await findAgentByEmail(this.database, email);
      const isCorrect = await this.passwords.isCorrect(agent?.id, password);
      const isKnown = agent !== undefined && isCorrect && agent.active;
      const verdict = isKnown ? await this.twoFactor.check(agent.id, code, caller) : 'wrong-password';
      if (isKnown && verdict === 'passed') return agent;
      // The password was right and nothing else was tried: asking for the code is no failure.
      if (verdict === 'code-required') return 'code-required' as const;
      const details = { email: email.slice(0, 100), reason: verdict };
      await audit(this.database, { act: 'login.failed', actorId: null, subjectId: agent?.id ?? null, caller, details });
      throw verdict === 'wrong-code' ? problems.invalidCode() : problems.invalidCredentials();
    });
    if (agent === 'code-required') throw problems.codeRequired();
    const session = await this.database.transaction(async (tx) => {
      const session = await this.sessions.open(tx, agent.id, caller);
      const details = { sessionId: session.sessionId };
      await audit(tx, { act: 'login.succeeded', actorId: agent.id, subjectId: agent.id, caller, details });
      return session;
    });
    return { agent, session };
  }

  /** Checks a password that is asked for again, as slowly as at the login. @throws Problem `auth.wrong-password`, `auth.too-many-attempts` */
  async confirm(agent: KnownAgent, password: string, caller: Caller): Promise<void> {
    await this.guarded(agent.email, caller, async () => {
      if (!(await this.passwords.isCorrect(agent.id, password))) throw problems.wrongPassword();
    });
  }

  /** An attempt that ends with an error stays counted as failed. */
  private async guarded<T>(account: string, { address }: Caller, attempt: () => Promise<T>): Promise<T> {
    const wait = await this.throttle.begin({ account, address });
    if (wait > 0) throw problems.tooManyAttempts(Math.ceil(wait / 1000));
    const result = await attempt();
    await this.throttle.forgive({ account, address });
    // Asking for the code must not wash away the wrong codes before it.
    if (result !== 'code-required') await this.throttle.forget({ account, address });
    return result;
  }
}
