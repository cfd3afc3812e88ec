import { Gauge } from 'prom-client';
import type { Probes } from './probes.js';

let shown: Probes | undefined;

const gauge = new Gauge({
  name: 'bkcrm_check_ok',
  help: 'What the probes say, 1 or 0; those of probe="information" are dependencies and never fail readiness.',
  labelNames: ['probe', 'check'],
  collect: askChecks,
});

function askChecks(): void {
  gauge.reset();
  if (shown === undefined) return;
  const { liveness, readiness, startup, information } = shown;
  for (const [probe, checks] of Object.entries({ liveness, readiness, startup, information }))
    for (const [name, check] of checks) gauge.set({ probe, check: name }, check().ok ? 1 : 0);
}

/** From here on `/metrics` shows what these probes say. */
export function showChecks(probes: Probes): void {
  shown = probes;
}
