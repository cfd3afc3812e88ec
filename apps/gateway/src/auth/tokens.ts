import { Clock } from '@bkcrm/observability';
import type { KnownAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { problems } from '../http/problem.js';

export interface Token {
  agentId: string;
  expiresAt: Date;
}

interface Claims {
  sub: string;
  /** Of the agent's rights when the token was made. */
  rights: number;
  exp: number;
}

const lifeSeconds = 12 * 60 * 60;

/** Access tokens: who it is, not what they may do; that is looked up with every request. */
@Injectable()
export class Tokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  issue(agent: KnownAgent): { accessToken: string; expiresAt: Date } {
    const exp = Math.floor(this.clock.now().getTime() / 1000) + lifeSeconds;
    const claims: Claims = { sub: agent.id, rights: agent.rightsVersion, exp };
    return { accessToken: this.jwt.sign(claims), expiresAt: new Date(exp * 1000) };
  }

  /** @throws Problem `auth.invalid-token` */
  verify(accessToken: string): Token {
    try {
      const { sub, exp } = this.jwt.verify<Partial<Claims>>(accessToken, {
        algorithms: ['HS256'],
        clockTimestamp: Math.floor(this.clock.now().getTime() / 1000),
      });
      if (typeof sub === 'string' && typeof exp === 'number') return { agentId: sub, expiresAt: new Date(exp * 1000) };
    } catch {
      // Falls through: what is wrong with a token is nobody's business.
    }
    throw problems.unauthenticated();
  }
}
