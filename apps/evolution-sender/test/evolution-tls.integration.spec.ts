import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SenderConfig } from '../src/app.config.js';
import { EvolutionClient } from '../src/evolution-api/evolution-client.js';
import type { Exchange } from '../src/evolution-api/domain/exchange.js';
import type { SenderMetrics } from '../src/metrics/sender-metrics.js';

const fixture = (name: string): string => join(import.meta.dirname, '../../../test/fixtures/tls', name);
const fingerprint = (name: string): string => new X509Certificate(readFileSync(fixture(`${name}.pem`))).fingerprint256;
const answered = { kind: 'answered', status: 200 };

describe('trust in Evolution', () => {
  let server: Server;
  let requests = 0;
  const serve = async (certificate: string): Promise<void> => {
    requests = 0;
    server = createServer(
      { cert: readFileSync(fixture(`${certificate}.pem`)), key: readFileSync(fixture(`${certificate}.key`)) },
      (request, response) => {
        requests += 1;
        request.resume();
        response.end('{}');
      },
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
  };
  const call = async (settings: Partial<SenderConfig>): Promise<Exchange> => {
    const config = Object.assign(new SenderConfig(), {
      EVOLUTION_URL: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      EVOLUTION_API_KEY: 'key',
      ...settings,
    });
    const client = new EvolutionClient(config, { countCall() {} } as unknown as SenderMetrics);
    try {
      return await client.call({ method: 'POST', route: '/x', instance: 'x', body: { a: 1 }, timeoutMs: 10_000 });
    } finally {
      await client.onApplicationShutdown();
    }
  };

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const refusal = {
    kind: 'unanswered',
    sent: false,
    code: 'EVOLUTION_NOT_TRUSTED',
    message: expect.stringMatching(/EVOLUTION_CA_FILE.*EVOLUTION_CERT_SHA256/),
  };

  it.each(['self-signed', 'wrong-name-expired', 'leaf'])('refuses %s, naming both ways to trust it', async (name) => {
    await serve(name);
    expect(await call({})).toEqual(refusal);
    expect(requests).toBe(0);
  });

  it('accepts what its authority signed, and a self-signed certificate that is its own authority', async () => {
    await serve('leaf');
    expect(await call({ EVOLUTION_CA_FILE: fixture('authority.pem') })).toMatchObject(answered);
    server.close();
    await serve('self-signed');
    expect(await call({ EVOLUTION_CA_FILE: fixture('self-signed.pem') })).toMatchObject(answered);
  });

  it('checks name and date also with an authority', async () => {
    await serve('wrong-name-expired');
    expect(await call({ EVOLUTION_CA_FILE: fixture('wrong-name-expired.pem') })).toEqual(refusal);
    expect(requests).toBe(0);
  });

  it('accepts the pinned certificate, whatever its name and date', async () => {
    await serve('wrong-name-expired');
    expect(await call({ EVOLUTION_CERT_SHA256: [fingerprint('wrong-name-expired')] })).toMatchObject(answered);
  });

  it('takes a fingerprint with and without colons, in any case', async () => {
    await serve('self-signed');
    const plain = fingerprint('self-signed').replaceAll(':', '').toLowerCase();
    expect(await call({ EVOLUTION_CERT_SHA256: [plain] })).toMatchObject(answered);
  });

  it.each(['self-signed', 'self-signed-next'])(
    'accepts %s while both the old and the new one are pinned',
    async (name) => {
      await serve(name);
      const pins = [fingerprint('self-signed'), fingerprint('self-signed-next')];
      expect(await call({ EVOLUTION_CERT_SHA256: pins })).toMatchObject(answered);
    },
  );

  it('refuses any other certificate before a byte of HTTP, also one that its authority vouches for', async () => {
    await serve('leaf');
    const pins = [fingerprint('self-signed')];
    expect(await call({ EVOLUTION_CERT_SHA256: pins, EVOLUTION_CA_FILE: fixture('authority.pem') })).toEqual(refusal);
    expect(requests).toBe(0);
  });

  it('asks nobody when the check is switched off by name', async () => {
    await serve('wrong-name-expired');
    expect(await call({ EVOLUTION_TLS_INSECURE: true })).toMatchObject(answered);
  });
});
