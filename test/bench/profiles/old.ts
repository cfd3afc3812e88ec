import { figuresOf, rounded, sumOf } from '../round.js';
import type { Round } from '../round.js';
import { OldServer } from '../reference/old-script/server.js';
import { Stage } from '../stage.js';
import { Product } from '../system/product.js';
import { agentsOfADepartment } from '../target.js';
import { namesOf } from './context.js';
import type { Context, Outcome } from './context.js';
import { countFailures } from './failures.js';
import { played } from './pair.js';

const peopleOfANumber = 20;
const warmUpRate = 100;
const seedRate = 10_000 / 60;
const sliceSeconds = 20;

/** The product and the script that it replaces, at one rate with the same clients: latency, processor time, and clients that do not come back. */
export async function old(context: Context): Promise<Outcome> {
  const { host, say, rate = seedRate, minutes = 2, numbers = 100, sockets = agentsOfADepartment } = context;
  const instances = namesOf(numbers);
  await host.start();
  const product = await Product.start(context, { instances, agentsOfEach: sockets });
  const script = await OldServer.start(host, instances);
  const traffic = { instances, peopleOfANumber };
  const stages = {
    ours: await Stage.open(host, product, { traffic, socketsOfADepartment: sockets }),
    old: await Stage.open(host, script, { traffic, socketsOfADepartment: sockets }),
  };
  for (const stage of [stages.ours, stages.old]) {
    await stage.play({ messages: numbers * peopleOfANumber, rate: warmUpRate });
  }
  const rounds: Record<'ours' | 'old', Round[]> = { ours: [], old: [] };
  const slices = Math.max(1, Math.round((minutes * 60) / sliceSeconds));
  const order = { messages: Math.round((rate * minutes * 60) / slices), rate, withCompanions: true };
  for (let slice = 0; slice < slices; slice += 1) {
    rounds.ours.push(await played(stages.ours, order, say));
    rounds.old.push(await played(stages.old, order, say));
  }
  await Promise.all([stages.ours.close(), stages.old.close()]);
  const [ours, before] = [figuresOf(rounds.ours), figuresOf(rounds.old)];
  const failures = await countFailures(context, product, script);
  return {
    ...ours,
    failures: failures.ours,
    old: { ...before, failures: failures.old },
    vsOld: {
      latency: { p50: rounded(ours.e2e.p50 / before.e2e.p50, 2), p99: rounded(ours.e2e.p99 / before.e2e.p99, 2) },
      cpu: rounded(sumOf(ours.cpuMsPerMessage) / sumOf(before.cpuMsPerMessage), 2),
      failures: failures.old.notBack === 0 ? null : rounded(failures.ours.notBack / failures.old.notBack, 3),
    },
  };
}
