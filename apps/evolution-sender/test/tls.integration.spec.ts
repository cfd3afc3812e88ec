import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EvolutionTransport } from '../src/evolution-api/evolution-transport.js';
import { EvolutionUnreachable } from '../src/evolution-api/evolution-unreachable.js';
import { readTrust } from '../src/evolution-api/read-trust.js';
import type { TlsTrust } from '../src/evolution-api/tls-trust.js';

const folder = new URL('../../../test/fixtures/tls/', import.meta.url);
const certificate = (name: string): string => readFileSync(new URL(`${name}.crt`, folder), 'utf8');
const fingerprint = (name: string): string => new X509Certificate(certificate(name)).fingerprint256;

describe('the certificate of the Evolution server', () => {
  let server: Server | undefined;
  let transport: EvolutionTransport | undefined;
  let requests: number;

  beforeEach(() => {
    requests = 0;
  });
  afterEach(async () => {
    await transport?.destroy();
    server?.closeAllConnections();
    server?.close();
  });

  /** What a call comes to, with a server that shows the certificate. */
  async function call(name: string, trust: TlsTrust): Promise<number | EvolutionUnreachable> {
    const key = readFileSync(new URL(`${name}.key`, folder), 'utf8');
    server = createServer({ key, cert: certificate(name) }, (_request, response) => {
      requests += 1;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    transport = new EvolutionTransport({ url, apiKey: 'key', trust, timeout: 5_000 });
    try {
      const answer = await transport.call({
        method: 'GET',
        route: '/instance/connectionState/{instance}',
        instance: 'a',
      });
      return answer.status;
    } catch (error) {
      if (error instanceof EvolutionUnreachable) return error;
      throw error;
    }
  }

  const refusal = { name: 'EvolutionUnreachable', reason: 'tls', written: false };

  it.each(['self-signed', 'leaf', 'expired-other-name'])('is refused when nothing speaks for it: %s', async (name) => {
    const outcome = await call(name, {});
    expect(outcome).toMatchObject(refusal);
    expect(String(outcome)).toMatch(/EVOLUTION_CA_FILE.*EVOLUTION_CERT_SHA256/);
    expect(requests).toBe(0);
  });

  it('is accepted by its authority, or when it is its own', async () => {
    expect(await call('leaf', { ca: certificate('ca') })).toBe(200);
    await transport?.destroy();
    server?.close();
    expect(await call('self-signed', { ca: certificate('self-signed') })).toBe(200);
  });

  it('is not accepted by its authority under another name or after its time', async () => {
    expect(await call('expired-other-name', { ca: certificate('expired-other-name') })).toMatchObject(refusal);
    expect(requests).toBe(0);
  });

  it.each([
    ['as it is', [fingerprint('expired-other-name')]],
    ['without colons, in small letters', [fingerprint('expired-other-name').replaceAll(':', '').toLowerCase()]],
    ['beside the next one', [fingerprint('self-signed'), fingerprint('expired-other-name')]],
  ])('is accepted by its fingerprint, also when its name and date are wrong: %s', async (_, pins) => {
    expect(await call('expired-other-name', { pins })).toBe(200);
  });

  it('with another fingerprint is refused before a byte of the request has left', async () => {
    const outcome = await call('self-signed', { pins: [fingerprint('leaf')] });
    expect(outcome).toMatchObject(refusal);
    expect(String(outcome)).toContain(fingerprint('self-signed'));
    expect(requests).toBe(0);
  });

  it('with another fingerprint is refused even when its authority is trusted', async () => {
    expect(await call('leaf', { ca: certificate('ca'), pins: [fingerprint('self-signed')] })).toMatchObject(refusal);
    expect(requests).toBe(0);
  });

  it('does not matter when that was asked for by name', async () => {
    expect(await call('expired-other-name', { insecure: true })).toBe(200);
  });

  it('cannot be asked for on a connection without one', () => {
    const settings = { EVOLUTION_URL: 'http://evolution', EVOLUTION_TLS_INSECURE: false };
    expect(() => readTrust({ ...settings, EVOLUTION_CERT_SHA256: [fingerprint('leaf')] })).toThrow(/not https/);
    expect(readTrust(settings)).toEqual({ pins: [], insecure: false });
  });
});
