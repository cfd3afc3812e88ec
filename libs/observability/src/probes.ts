/** What a check last saw. Checks answer from memory: a probe never opens a connection. */
export interface ProbeResult {
  ok: boolean;
  /** Shown in the answer; no secrets. */
  details?: Record<string, unknown>;
}
export type ProbeCheck = () => ProbeResult;

/**
 * The three probes of a service. Liveness holds only what a restart would mend, readiness what the service needs to serve,
 * startup what must have happened once; the state of dependencies is `information`, shown by readiness and never failing it.
 */
export class Probes {
  readonly liveness = new Map<string, ProbeCheck>();
  readonly readiness = new Map<string, ProbeCheck>();
  readonly startup = new Map<string, ProbeCheck>();
  readonly information = new Map<string, ProbeCheck>();
  private draining = false;

  constructor() {
    this.readiness.set('draining', () => ({ ok: !this.draining }));
  }

  /** From here on readiness fails: no new work, please. */
  startDraining(): void {
    this.draining = true;
  }
}
