import { usageOf } from './process-usage.js';
import type { Usage } from './process-usage.js';

export type Parts = Record<string, number[]>;

/** What each part has used so far. */
export function usageByPart(parts: Parts): Record<string, Usage> {
  return Object.fromEntries(
    Object.entries(parts).map(([part, pids]) => {
      const all = pids.map(usageOf);
      const sum = (key: keyof Usage): number => all.reduce((total, usage) => total + usage[key], 0);
      return [part, { cpuMs: sum('cpuMs'), memory: sum('memory') }];
    }),
  );
}

export interface MachineUse {
  /** Of one core. */
  cpuPercent: Record<string, number>;
  /** Proportional share (PSS). */
  rssMb: Record<string, number>;
  together: { cpuPercent: number; rssMb: number };
}

/** What the parts use while something goes on. */
export async function useDuring<Output>(
  parts: Parts,
  work: () => Promise<Output>,
): Promise<{ use: MachineUse; output: Output }> {
  const before = usageByPart(parts);
  const since = performance.now();
  const output = await work();
  const milliseconds = performance.now() - since;
  const after = usageByPart(parts);
  const cpuPercent: Record<string, number> = {};
  const rssMb: Record<string, number> = {};
  for (const [part, { cpuMs, memory }] of Object.entries(after)) {
    cpuPercent[part] = Math.round(((cpuMs - (before[part]?.cpuMs ?? 0)) / milliseconds) * 1_000) / 10;
    rssMb[part] = Math.round(memory / 1e6);
  }
  return { use: { cpuPercent, rssMb, together: { cpuPercent: sum(cpuPercent), rssMb: sum(rssMb) } }, output };
}

const sum = (values: Record<string, number>): number =>
  Math.round(Object.values(values).reduce((total, value) => total + value, 0) * 10) / 10;
