import { ingestProof, NumberSecrets } from '@bkcrm/webhook-auth';
import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { claimedNumber } from '../authentication/domain/authenticate.js';
import { BodyBudget } from '../http/body-budget.js';
import { BodyRefused, readBody } from '../http/read-body.js';

interface Answer {
  received: boolean;
  /** What only a holder of the secret can answer to the challenge. */
  proof?: string;
}

const largestBody = 4_096;

/**
 * The sender's own call before it gives our address to Evolution: it takes the same way, with the same secret in its headers, and
 * the answer shows that it ended here and not at some page that says 200 to everything. Nothing is stored or published.
 */
@Controller('webhook/test')
export class TestController {
  constructor(
    private readonly secrets: NumberSecrets,
    private readonly budget: BodyBudget,
  ) {}

  @Post()
  @HttpCode(200)
  async answer(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Answer> {
    if (request.caller?.kind !== 'trusted') {
      reply.code(401);
      return { received: false };
    }
    const challenge = await this.readChallenge(request);
    const secret = this.secretOf(request);
    if (challenge === undefined || secret === undefined) {
      reply.code(400);
      return { received: false };
    }
    return { received: true, proof: ingestProof(secret, challenge) };
  }

  /** Of several, the one that the caller has used. */
  private secretOf({ headers }: FastifyRequest): string | undefined {
    const given = String(headers['x-webhook-secret'] ?? '');
    return this.secrets.find(claimedNumber(headers), given);
  }

  private async readChallenge(request: FastifyRequest): Promise<string | undefined> {
    try {
      const { body, release } = await readBody(request.raw, largestBody, this.budget);
      release();
      const value: unknown = JSON.parse(body.toString('utf8'));
      const challenge =
        typeof value === 'object' && value !== null && 'challenge' in value ? value.challenge : undefined;
      return typeof challenge === 'string' && /^[\da-f]{32,128}$/.test(challenge) ? challenge : undefined;
    } catch (error) {
      if (error instanceof BodyRefused || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}
