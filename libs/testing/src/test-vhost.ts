import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { testEnvironment } from './test-environment.js';

const run = promisify(execFile);

export interface TestVhost {
  readonly name: string;
  /** AMQP URL of the virtual host. */
  readonly url: string;
}

/** Runs rabbitmqctl against the broker of the test run and answers what it printed. @throws when it fails */
export async function brokerControl(...args: string[]): Promise<string> {
  const { stdout } = await run(testEnvironment('BKCRM_TEST_RABBITMQCTL'), args, { timeout: 60_000 });
  return stdout;
}

/** AMQP URL of a virtual host (the default one without a name) of the test run's broker. */
export function testAmqpUrl(vhost?: string): string {
  const url = new URL(testEnvironment('BKCRM_TEST_AMQP_URL'));
  if (vhost) url.pathname = `/${encodeURIComponent(vhost)}`;
  return url.href;
}

/** Gives the enclosing `describe` (or file) a fresh, empty virtual host; it is deleted afterwards. */
export function withVhost(): TestVhost {
  const name = `test-${randomBytes(6).toString('hex')}`;

  beforeAll(async () => {
    await brokerControl('add_vhost', name);
    const user = decodeURIComponent(new URL(testEnvironment('BKCRM_TEST_AMQP_URL')).username);
    await brokerControl('set_permissions', '--vhost', name, user, '.*', '.*', '.*');
  });
  afterAll(async () => {
    await brokerControl('delete_vhost', name);
  });

  return {
    name,
    get url() {
      return testAmqpUrl(name);
    },
  };
}
