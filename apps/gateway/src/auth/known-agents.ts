import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { findAgent } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { problems } from '../http/problem.js';

interface Remembered {
  agent: KnownAgent | undefined;
  readAt: number;
}

/** For so long a change of rights that nobody told us about may go unnoticed. Milliseconds. */
const trustedFor = 5_000;
const mostRemembered = 10_000;

/** The agents with their present rights, remembered for a few seconds and forgotten as soon as an event says that they changed. */
@Injectable()
export class KnownAgents {
  private readonly remembered = new Map<string, Remembered>();
  /** Counts what was forgotten: what was read before that may be out of date. */
  private forgotten = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `auth.invalid-token` when there is no such agent or they are disabled */
  async getActive(id: string): Promise<KnownAgent> {
    const now = this.clock.now().getTime();
    const known = this.remembered.get(id);
    const agent = known !== undefined && now - known.readAt < trustedFor ? known.agent : await this.read(id);
    if (agent === undefined || !agent.active) throw problems.unauthenticated();
    return agent;
  }

  /** Whether these are the rights that are known of the agent now. False also when nobody knows. */
  isCurrent({ id, rightsVersion }: KnownAgent): boolean {
    return this.remembered.get(id)?.agent?.rightsVersion === rightsVersion;
  }

  /** As the database knows them at this moment. @throws Problem `auth.invalid-token` */
  refresh(id: string): Promise<KnownAgent> {
    this.forget(id);
    return this.getActive(id);
  }

  forget(id: string): void {
    this.forgotten += 1;
    this.remembered.delete(id);
  }

  private async read(id: string): Promise<KnownAgent | undefined> {
    const readAt = this.clock.now().getTime();
    const { forgotten } = this;
    const agent = await findAgent(this.database, id);
    if (forgotten !== this.forgotten) return agent;
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(id, { agent, readAt });
    return agent;
  }
}
