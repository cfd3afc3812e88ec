import type { KnownAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { isApiToken } from '../api-tokens/domain/api-token.js';
import { KnownApiTokens } from '../api-tokens/known-api-tokens.js';
import { problems } from '../http/problem.js';
import { Confirmations } from '../sessions/confirmations.js';
import { KnownSessions } from '../sessions/known-sessions.js';
import { KnownAgents } from './known-agents.js';
import { Tokens } from './tokens.js';

export interface Authenticated {
  agent: KnownAgent;
  /** The session that the token belongs to; null for an API token. */
  sessionId: string | null;
  expiresAt: Date;
}

/** The latest date there is. */
const never = new Date(8_640_000_000_000_000);

/** Who is behind a token, over HTTP and over sockets alike. */
@Injectable()
export class Authentication {
  constructor(
    private readonly tokens: Tokens,
    private readonly agents: KnownAgents,
    private readonly sessions: KnownSessions,
    private readonly apiTokens: KnownApiTokens,
    private readonly confirmations: Confirmations,
  ) {}

  /** @throws Problem `auth.invalid-token` */
  async authenticate(accessToken: unknown): Promise<Authenticated> {
    if (typeof accessToken !== 'string') throw problems.unauthenticated();
    if (isApiToken(accessToken)) return this.authenticateProgram(accessToken);
    const { agentId, sessionId, rotatedAt, expiresAt } = this.tokens.verify(accessToken);
    const [agent, isOpen] = await Promise.all([this.agents.getActive(agentId), this.sessions.isOpen(sessionId)]);
    if (!isOpen) throw problems.unauthenticated();
    this.confirmations.note(sessionId, rotatedAt);
    return { agent, sessionId, expiresAt };
  }

  private async authenticateProgram(apiToken: string): Promise<Authenticated> {
    const { id, expiresAt } = await this.apiTokens.verify(apiToken);
    return { agent: await this.agents.getActive(id), sessionId: null, expiresAt: expiresAt ?? never };
  }
}
