import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayApi } from './gateway-api.mjs';
import { progress } from './output.mjs';
import { waitUntil } from './wait-until.mjs';

export const DEMO_INSTANCE = 'demo';

/**
 * Registers the simulator's number on the first start with a data folder; whoever removes it later does not get it back.
 * @returns {Promise<string | undefined>} what went wrong, if anything did
 */
export async function registerDemoNumber({ gateway, email, password, data }) {
  const stamp = join(data, 'demo-number-registered');
  if (existsSync(stamp)) return undefined;
  progress('registering the demo number');
  let problem = 'the gateway does not answer';
  const idempotencyKey = randomUUID();
  const registered = await waitUntil(
    async () => {
      try {
        const api = new GatewayApi(gateway);
        await api.login(email, password);
        const { items } = await api.get('/numbers');
        if (!items.some((number) => number.instanceName === DEMO_INSTANCE)) {
          await api.post(
            '/numbers',
            { name: 'Demo', instanceName: DEMO_INSTANCE },
            { 'idempotency-key': idempotencyKey },
          );
        }
        return true;
      } catch (error) {
        problem = error.message;
        throw error;
      }
    },
    { timeout: 30_000, every: 1_000 },
  );
  if (!registered) return problem;
  writeFileSync(stamp, '');
  return undefined;
}
