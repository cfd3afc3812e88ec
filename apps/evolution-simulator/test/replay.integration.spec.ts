import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { normalise } from './normalise.js';
import { notReproduced, preconditions } from './replay-cases.js';
import { exchanges, Server } from './replay-server.js';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.stop());
beforeEach(() => server.prepare());

describe('the recorded calls of Evolution API 2.3.6', () => {
  for (const exchange of exchanges) {
    const reason = notReproduced[exchange.case];
    it.skipIf(reason !== undefined)(reason === undefined ? exchange.case : `${exchange.case}: ${reason}`, async () => {
      await preconditions[exchange.case]?.(server);
      const answer = await server.replay(exchange);
      const { status, body } = exchange.response;
      expect(answer.status, answer.text).toBe(status);
      if (typeof body === 'string') expect(answer.text).toBe(body);
      else expect(normalise(JSON.parse(answer.text))).toEqual(normalise(body));
    });
  }

  it('names only recordings that exist', () => {
    const names = new Set(exchanges.map((exchange) => exchange.case));
    const mentioned = [...Object.keys(preconditions), ...Object.keys(notReproduced)];
    expect(mentioned.filter((name) => !names.has(name))).toEqual([]);
    expect(exchanges).toHaveLength(143);
  });
});
