import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundaries } from '../failpoints/boundaries.js';
import { goOn, provokeStrike } from '../failpoints/strike.js';
import { Traffic } from '../failpoints/traffic.js';
import { withSystem } from './system.js';

const instance = 'loja';

/** The other services have tests of their own that kill them; `npm run failpoints` strikes all of them in all ways. */
describe('the gateway killed at any boundary', () => {
  const system = withSystem({ instances: [instance] });
  let traffic: Traffic;

  beforeAll(async () => {
    traffic = new Traffic(system.current, instance);
    await traffic.begin();
    await traffic.wave();
  });
  afterAll(() => traffic.end());

  it('leaves every page with the whole log, and every answer sent once', async () => {
    for (const boundary of boundaries.filter(({ service }) => service === 'gateway')) {
      await provokeStrike(system.current, traffic, boundary, 'kill');
    }
    expect((await goOn(traffic)).unknown).toBe(0);
  }, 240_000);
});
