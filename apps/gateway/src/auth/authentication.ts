import type { KnownAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { problems } from '../http/problem.js';
import { KnownSessions } from '../sessions/known-sessions.js';
import { KnownAgents } from './known-agents.js';
import { Tokens } from './tokens.js';

export interface Authenticated {
  agent: KnownAgent;
  /** The session that the token belongs to; null for an API token. */
  sessionId: string | null;
  expiresAt: Date;
}

/** Who is behind a token, over HTTP and over sockets alike. */
@Injectable()
export class Authentication {
  constructor(
    private readonly tokens: Tokens,
    private readonly agents: KnownAgents,
    private readonly sessions: KnownSessions,
  ) {}

  /** @throws Problem `auth.invalid-token` */
  async authenticate(accessToken: unknown): Promise<Authenticated> {
    if (typeof accessToken !== 'string') throw problems.unauthenticated();
    const { agentId, sessionId, expiresAt } = this.tokens.verify(accessToken);
    const [agent, isOpen] = await Promise.all([this.agents.getActive(agentId), this.sessions.isOpen(sessionId)]);
    if (!isOpen) throw problems.unauthenticated();
    return { agent, sessionId, expiresAt };
  }
}
