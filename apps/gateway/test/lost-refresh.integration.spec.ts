import { eventually } from '@bkcrm/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
let agentId: string;
let first: string;

beforeEach(async () => {
  const email = `agent-${crypto.randomUUID()}@example.com`;
  agentId = await gateway.seed.agent(email, 'agent');
  await gateway.setPassword(agentId, 'correct horse');
  first = (await answer('login', { email, password: 'correct horse', refresh: 'body' })).refreshToken;
});

interface Tokens {
  accessToken: string;
  refreshToken: string;
  code?: string;
}

async function answer(path: string, json: unknown): Promise<Tokens> {
  return (await (await gateway.fetch(undefined, `/api/v1/auth/${path}`, { json })).json()) as Tokens;
}

const refresh = (refreshToken: string): Promise<Tokens> => answer('refresh', { refreshToken });

/** As if what the session did so far had been a day ago. */
const aDayLater = () =>
  gateway.seed.query(
    `UPDATE gateway.session SET rotated_at = rotated_at - interval '1 day', confirmed_at = confirmed_at - interval '1 day' WHERE agent_id = $1`,
    [agentId],
  );

describe('a refresh whose answer got lost', () => {
  it('is answered again a day later: a network was away, or a laptop asleep', async () => {
    const lost = await refresh(first);
    await aDayLater();
    expect((await refresh(first)).refreshToken).toBe(lost.refreshToken);
  });

  it('is not, once its answer is known to have arrived: whoever asks has a copy', async () => {
    const { accessToken } = await refresh(first);
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await fetch(`${gateway.gateway.url}/api/v1/me`, { headers })).status).toBe(200);
    const confirmed = 'SELECT 1 FROM gateway.session WHERE agent_id = $1 AND confirmed_at = rotated_at';
    await eventually(async () => expect(await gateway.seed.query(confirmed, [agentId])).toHaveLength(1));
    await aDayLater();
    expect((await refresh(first)).code).toBe('auth.invalid-refresh-token');
  });
});
