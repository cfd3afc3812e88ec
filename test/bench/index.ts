import type { BenchOptions, Outcome, Profile } from './profiles/context.js';
import { burst } from './profiles/burst.js';
import { peak } from './profiles/peak.js';
import { seed } from './profiles/seed.js';
import type { Host } from '../chaos/world/host.js';

export { describeOutcome } from './report.js';

const profiles: Record<string, Profile> = { seed, burst, peak };

export const profileNames = Object.keys(profiles);

/** Measures one profile on a machine of its own. @throws when there is no such profile */
export async function runBench(
  host: Host,
  name: string,
  options: BenchOptions & { say: (line: string) => void },
): Promise<Outcome> {
  const profile = profiles[name];
  if (profile === undefined) throw new Error(`there is no profile "${name}": ${profileNames.join(', ')}`);
  return { profile: name, ...(await profile({ ...options, host })) };
}
