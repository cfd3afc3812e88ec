import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayApi } from './gateway-api.mjs';
import { progress } from './output.mjs';
import { waitUntil } from './wait-until.mjs';

/** The instance that the simulator has from the beginning. */
export const DEMO_INSTANCE = 'demo';

/** The number that uses the simulator's instance, if one does. */
export async function findDemoNumber(api) {
  const { items } = await api.get('/numbers');
  return items.find(({ instanceName }) => instanceName === DEMO_INSTANCE);
}

/**
 * Registers the simulator's number on the first start with a data folder, and waits until it is connected; whoever
 * removes it later does not get it back.
 * @returns {Promise<string | undefined>} what went wrong, if anything did
 */
export async function registerDemoNumber({ gateway, email, password, data }) {
  const stamp = join(data, 'demo-number-registered');
  if (existsSync(stamp)) return undefined;
  progress('registering the demo number');
  const idempotencyKey = randomUUID();
  const api = new GatewayApi(gateway);
  let problem;
  const connected = await waitUntil(
    async () => {
      try {
        if (!api.token) await api.login(email, password);
        const number =
          (await findDemoNumber(api)) ??
          (await api.post(
            '/numbers',
            { name: 'Demo', instanceName: DEMO_INSTANCE },
            { 'idempotency-key': idempotencyKey },
          ));
        writeFileSync(stamp, '');
        problem = `it is registered, but not connected (${number.state})`;
        return number.state === 'open';
      } catch (error) {
        problem = error.message;
        return false;
      }
    },
    { timeout: 30_000, every: 300 },
  );
  return connected ? undefined : problem;
}
