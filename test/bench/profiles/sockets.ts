import { setTimeout as pause } from 'node:timers/promises';
import { useDuring, usageByPart } from '../measure/machine-use.js';
import type { HoldSockets, Manner } from '../observers/hold-sockets.js';
import { Program } from '../programs/program.js';
import { startBarePipeline } from '../reference/bare/pipeline.js';
import { rounded } from '../round.js';
import { Product } from '../system/product.js';
import { departments } from '../target.js';
import type { Target } from '../target.js';
import { namesOf } from './context.js';
import type { Context, Outcome } from './context.js';

const counts = [1_000, 5_000, 10_000];
const programs = 2;
const atOnce = 100;
const settlingSeconds = 15;

/** Connected and silent: what a socket costs beyond what the library itself takes for it, and what happens when all come at once. */
export async function sockets(context: Context): Promise<Outcome> {
  const { host, say, minutes = 0.5 } = context;
  const wanted = context.sockets === undefined ? counts : [context.sockets * departments];
  const instances = namesOf(context.numbers ?? 10);
  await host.start();
  const product = await Product.start(context, { instances, agentsOfEach: Math.max(...wanted) / departments });
  const bare = await startBarePipeline(host, instances);
  const rows: object[] = [];
  for (const count of wanted) {
    say(`${count} sockets`);
    const ours = await hold(context, product, { count, manner: 'bkcrm', seconds: minutes * 60 });
    const library = await hold(context, bare, { count, manner: 'bare', seconds: minutes * 60 });
    const beyond = rounded(ours.kbPerSocket - library.kbPerSocket, 1);
    rows.push({ sockets: count, ...ours, reference: library, kbPerSocketBeyond: beyond });
    say(`  ${ours.kbPerSocket} kB a socket, ${library.kbPerSocket} kB of it the library's own`);
  }
  return { counts: rows };
}

async function hold(
  { host }: Context,
  target: Target,
  { count, manner, seconds }: { count: number; manner: Manner; seconds: number },
) {
  const holders = Array.from({ length: programs }, (_, index) =>
    Program.start<HoldSockets>(host, `holder-${manner}-${count}-${index}`, 'hold-sockets'),
  );
  const memory = (): number => usageByPart(target.parts())['gateway']?.memory ?? 0;
  const before = memory();
  const hands = holders.map((_, which) =>
    Array.from({ length: count / programs }, (__, place) => {
      const seat = place * programs + which;
      return target.sockets.token(seat % departments, Math.floor(seat / departments));
    }),
  );
  const connecting = await Promise.all(
    holders.map((holder, which) =>
      holder.ask('open', { url: target.sockets.url, tokens: hands[which] ?? [], atOnce, manner }),
    ),
  );
  await pause(settlingSeconds * 1_000);
  const kbPerSocket = rounded((memory() - before) / count / 1_000, 1);
  const { use } = await useDuring(target.parts(), () => pause(seconds * 1_000));
  const storms = await Promise.all(holders.map((holder) => holder.ask('storm', null)));
  await Promise.all(holders.map((holder) => holder.stop()));
  // What is left of them is told to the others, and must not be counted for the next.
  await pause(settlingSeconds * 1_000);
  return {
    connectSeconds: rounded(Math.max(...connecting.map(({ milliseconds }) => milliseconds)) / 1_000, 1),
    notConnected: connecting.reduce((sum, { failed }) => sum + failed, 0),
    kbPerSocket,
    gatewayCpuPercent: use.cpuPercent['gateway'] ?? 0,
    resume: {
      p50: Math.max(...storms.map(({ back }) => back.p50)),
      p99: Math.max(...storms.map(({ back }) => back.p99)),
      max: Math.max(...storms.map(({ back }) => back.max)),
      failed: storms.reduce((sum, { failed }) => sum + failed, 0),
    },
  };
}
