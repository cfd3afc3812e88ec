import { describe, expect, it } from 'vitest';
import { addressesOf, serviceDefinitions } from './services.mjs';
import { readSettings } from './settings.mjs';

const secrets = {
  BKCRM_ADMIN_EMAIL: 'admin@bkcrm.local',
  BKCRM_ADMIN_PASSWORD: 'generated-password',
  TOKEN_KEY: 'token-key',
  WEBHOOK_SECRETS: 'webhook-secret',
  SECRETS_KEY: 'secrets-key',
  SIMULATOR_API_KEY: 'simulator-key',
};
const backends = { database: 'postgresql://here', broker: 'amqp://here' };

function environments(given: Record<string, string>): Record<string, Record<string, string>> {
  const definitions: { name: string; environment: Record<string, string> }[] = serviceDefinitions(
    readSettings({ BKCRM_DATA: '/data', ...given }),
    secrets,
    backends,
  );
  return Object.fromEntries(definitions.map(({ name, environment }) => [name, environment]));
}

describe('serviceDefinitions', () => {
  it('connects the sender to the simulator', () => {
    const { 'evolution-sender': sender, 'evolution-simulator': simulator } = environments({ SIMULATOR_PORT: '1234' });
    expect(sender).toMatchObject({ EVOLUTION_URL: 'http://127.0.0.1:1234', EVOLUTION_API_KEY: 'simulator-key' });
    expect(simulator).toMatchObject({ SIMULATOR_PORT: '1234', SIMULATOR_INSTANCES: 'demo' });
  });

  it('leaves the simulator out when there is a real Evolution', () => {
    const all = environments({ EVOLUTION_URL: 'https://evolution', EVOLUTION_API_KEY: 'real-key' });
    expect(all).not.toHaveProperty('evolution-simulator');
    expect(all['evolution-sender']).toMatchObject({
      EVOLUTION_URL: 'https://evolution',
      EVOLUTION_API_KEY: 'real-key',
    });
  });

  it('lets what is set by hand win over everything it works out', () => {
    const { gateway, 'webhook-ingest': ingest } = environments({
      TOKEN_KEY: 'mine',
      MEDIA_DIR: '/media',
      NODE_ENV: 'test',
    });
    expect(gateway).toMatchObject({ TOKEN_KEY: 'mine', MEDIA_DIR: '/media', NODE_ENV: 'test' });
    expect(ingest).toMatchObject({ MEDIA_DIR: '/media', SPOOL_DIR: '/data/spool' });
  });

  it('gives a service only the generated secrets that it needs', () => {
    const all = environments({});
    const holders = (secret: string): string[] =>
      Object.keys(all).filter((name) => Object.values(all[name] ?? {}).includes(secret));
    expect(holders('token-key')).toEqual(['gateway']);
    expect(holders('generated-password')).toEqual(['gateway']);
    expect(holders('webhook-secret')).toEqual(['webhook-ingest', 'evolution-sender']);
    expect(holders('postgresql://here')).not.toContain('webhook-ingest');
  });
});

describe('addressesOf', () => {
  it('sends people to the development server while it runs, and to PUBLIC_URL when that is set', () => {
    expect(addressesOf(readSettings({})).console).toBe('http://localhost:3001');
    expect(addressesOf(readSettings({}, { watch: true })).console).toBe('http://localhost:5173');
    expect(addressesOf(readSettings({ PUBLIC_URL: 'https://desk' })).console).toBe('https://desk');
  });
});
