import { expect, it } from 'vitest';
import { GatewayConfig } from '../app.config.js';
import { HandshakeLimit } from './handshake-limit.js';

it('lets so many sockets in at once and a second, and tells the others when to come again', () => {
  const clock = { now: () => new Date(at) };
  let at = 1_000_000;
  const limit = new HandshakeLimit(clock, Object.assign(new GatewayConfig(), { HANDSHAKES_PER_SECOND: 10 }));
  const letIn = (): number => Array.from({ length: 50 }, () => attempt(limit)).filter(Boolean).length;
  expect(letIn()).toBe(10);
  at += 500;
  expect(letIn()).toBe(5);
  expect(() => limit.take()).toThrowError(expect.objectContaining({ code: 'rate.limited' }) as Error);
});

function attempt(limit: HandshakeLimit): boolean {
  try {
    limit.take();
    return true;
  } catch {
    return false;
  }
}
