import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { isUUID } from 'class-validator';
import { GatewayConfig } from '../app.config.js';
import { problems } from '../http/problem.js';

export interface Token {
  agentId: string;
  sessionId: string;
  /** When the refresh token was made that came along with this one. */
  rotatedAt: Date;
  expiresAt: Date;
}

interface Claims {
  iss: string;
  sub: string;
  /** The session. */
  sid: string;
  /** When the refresh token was made that came along, in milliseconds. */
  rot: number;
  exp: number;
}

const issuer = 'bkcrm';

/** Access tokens: who it is and in which session, not what they may do; that is looked up with every request. */
@Injectable()
export class Tokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
  ) {}

  issue({ agentId, sessionId, rotatedAt }: Omit<Token, 'expiresAt'>): { accessToken: string; expiresAt: Date } {
    const exp = Math.floor(this.clock.now().getTime() / 1000) + this.config.ACCESS_TOKEN_SECONDS;
    const claims: Claims = { iss: issuer, sub: agentId, sid: sessionId, rot: rotatedAt.getTime(), exp };
    return { accessToken: this.jwt.sign(claims), expiresAt: new Date(exp * 1000) };
  }

  /** @throws Problem `auth.invalid-token` */
  verify(accessToken: string): Token {
    try {
      const {
        sub,
        sid,
        rot = 0,
        exp,
      } = this.jwt.verify<Partial<Claims>>(accessToken, {
        algorithms: ['HS256'],
        issuer,
        clockTimestamp: Math.floor(this.clock.now().getTime() / 1000),
      });
      if (isUUID(sub) && isUUID(sid) && typeof exp === 'number')
        return {
          agentId: String(sub),
          sessionId: String(sid),
          rotatedAt: new Date(rot),
          expiresAt: new Date(exp * 1000),
        };
    } catch {
      // Falls through: what is wrong with a token is nobody's business.
    }
    throw problems.unauthenticated();
  }
}
