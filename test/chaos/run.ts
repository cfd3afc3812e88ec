import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { addAgents, openDesk, signIn } from './generator/clients.js';
import type { Desk } from './generator/clients.js';
import { Agents } from './generator/agents.js';
import { Customers } from './generator/customers.js';
import { setUpNumbers } from './generator/numbers.js';
import { repeatedly } from './generator/pace.js';
import { Ledger } from './ledger.js';
import { watchAvailability } from './observing/availability.js';
import { Canary } from './observing/canary.js';
import { watchLiveness } from './observing/liveness.js';
import { judgeWhenQuiet } from './quiet.js';
import type { Verdict } from './quiet.js';
import { randomFrom } from './random.js';
import { describeOutcome, outcomeOf } from './report.js';
import type { Outcome } from './report.js';
import type { PlannedFault, ScheduleOptions } from './schedule.js';
import { Torment } from './torment.js';
import { eventually } from '@bkcrm/testing';
import type { Host } from './world/host.js';
import { World } from './world/world.js';

const desksOpen = 20;
const customersPerSecond = 2.5;
const agentsPerSecond = 2;
/** The slowest thing that mends itself is the back-fill of a number, every five minutes. */
const quietWithin = 10 * 60_000;

export interface ChaosOptions extends ScheduleOptions {
  /** How much happens; 1 is about 20 webhooks a second. */
  rate: number;
  say: (line: string) => void;
}

/** Builds the system, torments it and judges. */
export async function runChaos(host: Host, schedule: readonly PlannedFault[], options: ChaosOptions): Promise<Outcome> {
  const { say } = options;
  const ledger = new Ledger();
  const watching = new AbortController();
  const desks: Desk[] = [];
  say('starting the system');
  const world = await World.create(host, ledger);
  try {
    const canary = await openDesks(world, ledger, desks);
    say(`${schedule.length} faults in ${options.minutes} minutes, seed ${options.seed}`);
    watchLiveness(world, ledger, watching.signal);
    await tormentUnderLoad({ world, ledger, desks, canary }, schedule, options);
    world.network.heal();
    say('waiting until all is quiet');
    const verdict = await judgeWhenQuiet({ world, ledger, desks }, quietWithin, say);
    const outcome = outcomeOf(options, ledger, verdict);
    await keepEvidence(host.folder, ledger, verdict);
    say(describeOutcome(outcome, verdict));
    return outcome;
  } finally {
    watching.abort();
    for (const { client } of desks) client.disconnect();
    await world.close();
  }
}

/** Numbers, agents and their desks; the canary's own are the last two. */
async function openDesks(world: World, ledger: Ledger, desks: Desk[]): Promise<Canary> {
  const { client } = await eventually(() => signIn(world.balancer.url), { timeout: 60_000, every: 500 });
  const emails = await addAgents(client, await setUpNumbers(world, client));
  for (let index = 0; index < desksOpen; index += 1) {
    const email = [undefined, ...emails][index % (emails.length + 1)];
    desks.push(await openDesk(ledger, `desk ${index + 1}`, world.balancer.url, email));
  }
  const canaries: Desk[] = [];
  for (const gateway of ['gateway-1', 'gateway-2'] as const) {
    canaries.push(await openDesk(ledger, `desk at ${gateway}`, world.gatewayUrl(gateway)));
  }
  desks.push(...canaries);
  return new Canary(world, canaries);
}

async function tormentUnderLoad(
  { world, ledger, desks, canary }: { world: World; ledger: Ledger; desks: readonly Desk[]; canary: Canary },
  schedule: readonly PlannedFault[],
  { seed, rate, minutes, say }: ChaosOptions,
): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const customers = new Customers(world, ledger, randomFrom(seed + 1));
  const agents = new Agents(desks, ledger, randomFrom(seed + 2));
  const load = [
    repeatedly(customersPerSecond * rate, { random: randomFrom(seed + 3), signal }, () => customers.act()),
    repeatedly(agentsPerSecond * rate, { random: randomFrom(seed + 4), signal }, () => agents.act()),
    watchAvailability({ world, ledger, desks }, signal),
  ];
  const torment = new Torment(world, ledger, canary, say);
  await Promise.all([torment.run(schedule, minutes * 60_000), pause(minutes * 60_000)]);
  stopping.abort();
  await Promise.all(load);
}

/** For whoever looks into what went wrong. */
async function keepEvidence(folder: string, ledger: Ledger, { violations, evidence }: Verdict): Promise<void> {
  await mkdir(join(folder, 'ledger'), { recursive: true });
  const files = { ledger, violations, stored: evidence.stored, taken: evidence.taken, events: evidence.events };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, 'ledger', `${name}.json`), JSON.stringify(content, null, 1));
  }
}
