import type { ProbeCheck } from './probe-check.js';

/** Liveness: fails when the event loop has been blocked for more than `limitMs` at a time in the last measurement. */
export function eventLoopProbe(limitMs = 5_000, intervalMs = 500): ProbeCheck & { stop: () => void } {
  let last = performance.now();
  let lag = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    lag = Math.max(0, now - last - intervalMs);
    last = now;
  }, intervalMs);
  timer.unref();
  const check = (): { ok: boolean; details: { lagMs: number } } => ({
    ok: lag < limitMs,
    details: { lagMs: Math.round(lag) },
  });
  return Object.assign(check, { stop: () => clearInterval(timer) });
}
