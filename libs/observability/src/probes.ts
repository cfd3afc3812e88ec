import { eventLoopProbe } from './event-loop-probe.js';
import type { ProbeCheck } from './probe-check.js';

/**
 * The three probes of a service. Liveness holds only what a restart would mend, readiness what the service needs to serve,
 * startup what must have happened once; the state of dependencies is `information`, shown by readiness and never failing it.
 */
export class Probes {
  readonly liveness = new Map<string, ProbeCheck>();
  readonly readiness = new Map<string, ProbeCheck>();
  readonly startup = new Map<string, ProbeCheck>();
  readonly information = new Map<string, ProbeCheck>();
  private started = false;
  private draining = false;

  constructor() {
    this.liveness.set('event-loop', eventLoopProbe());
    this.startup.set('started', () => ({ ok: this.started }));
    this.readiness.set('started', () => ({ ok: this.started }));
    this.readiness.set('draining', () => ({ ok: !this.draining }));
  }

  /** Everything that a start needs has happened. */
  markStarted(): void {
    this.started = true;
  }

  /** From here on readiness fails: no new work, please. */
  startDraining(): void {
    this.draining = true;
  }
}
