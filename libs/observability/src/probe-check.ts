/** What a check last saw. Checks answer from memory: a probe never opens a connection. */
export interface ProbeResult {
  ok: boolean;
  /** Shown in the answer; no secrets. */
  details?: Record<string, unknown>;
}
export type ProbeCheck = () => ProbeResult;
