import type { KnownAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { problems } from '../http/problem.js';
import { KnownAgents } from './known-agents.js';
import { Tokens } from './tokens.js';

export interface Authenticated {
  agent: KnownAgent;
  expiresAt: Date;
}

/** Who is behind a token, over HTTP and over sockets alike. */
@Injectable()
export class Authentication {
  constructor(
    private readonly tokens: Tokens,
    private readonly agents: KnownAgents,
  ) {}

  /** @throws Problem `auth.invalid-token` */
  async authenticate(accessToken: unknown): Promise<Authenticated> {
    if (typeof accessToken !== 'string') throw problems.unauthenticated();
    const { agentId, expiresAt } = this.tokens.verify(accessToken);
    return { agent: await this.agents.getActive(agentId), expiresAt };
  }
}
