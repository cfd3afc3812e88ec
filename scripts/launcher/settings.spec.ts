import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.mjs';

describe('readSettings', () => {
  it('embeds whatever is not given, on the default ports', () => {
    const { embedded, ports } = readSettings({ DATABASE_URL: '' });
    expect(embedded).toEqual({ database: true, broker: true, simulator: true });
    expect(ports).toMatchObject({ GATEWAY_PORT: 3001, INGEST_PORT: 4000, SIMULATOR_PORT: 8090 });
    expect(ports).not.toHaveProperty('CONSOLE_PORT');
  });

  it('opens no port for what is given', () => {
    const { embedded, ports } = readSettings({
      DATABASE_URL: 'postgresql://elsewhere',
      AMQP_URL: 'amqp://elsewhere',
      EVOLUTION_URL: 'https://elsewhere',
      EVOLUTION_API_KEY: 'key',
    });
    expect(embedded).toEqual({ database: false, broker: false, simulator: false });
    expect(Object.keys(ports)).not.toEqual(expect.arrayContaining(['POSTGRES_PORT']));
    expect(Object.keys(ports)).not.toEqual(expect.arrayContaining(['RABBITMQ_PORT']));
    expect(Object.keys(ports)).not.toEqual(expect.arrayContaining(['SIMULATOR_PORT']));
  });

  it('moves ports', () => {
    expect(readSettings({ GATEWAY_PORT: '8080' }).ports['GATEWAY_PORT']).toBe(8080);
    expect(readSettings({}, { watch: true }).ports['CONSOLE_PORT']).toBe(5173);
  });

  it('refuses what is no port, two uses of one port, and Evolution without its key', () => {
    expect(() => readSettings({ GATEWAY_PORT: '0' })).toThrow(/GATEWAY_PORT must be a port/);
    expect(() => readSettings({ GATEWAY_PORT: 'http' })).toThrow(/GATEWAY_PORT must be a port/);
    expect(() => readSettings({ GATEWAY_PORT: '4000' })).toThrow(/GATEWAY_PORT and INGEST_PORT are both 4000/);
    expect(() => readSettings({ EVOLUTION_URL: 'https://elsewhere' })).toThrow(/EVOLUTION_API_KEY/);
  });
});
