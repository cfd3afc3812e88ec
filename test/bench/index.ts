import type { BenchOptions, Outcome, Profile } from './profiles/context.js';
import { burst } from './profiles/burst.js';
import { history } from './profiles/history.js';
import { idle } from './profiles/idle.js';
import { legacy } from './profiles/legacy.js';
import { old } from './profiles/old.js';
import { peak } from './profiles/peak.js';
import { scale } from './profiles/scale.js';
import { seed } from './profiles/seed.js';
import { send } from './profiles/send.js';
import { sockets } from './profiles/sockets.js';
import type { Host } from '../chaos/world/host.js';

export { describeOutcome } from './report.js';

const profiles: Record<string, Profile> = { seed, burst, peak, send, sockets, old, history, idle, legacy, scale };

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
