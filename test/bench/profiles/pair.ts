import { startBarePipeline } from '../reference/bare/pipeline.js';
import { figuresOf } from '../round.js';
import type { Round } from '../round.js';
import { Stage } from '../stage.js';
import type { RoundOrder } from '../stage.js';
import { Product } from '../system/product.js';
import { agentsOfADepartment } from '../target.js';
import { namesOf } from './context.js';
import type { Context } from './context.js';

const peopleOfANumber = 20;
const warmUpRate = 200;

/** The product and the bare pipeline, both running, each with the same clients: measured in turn, so that both suffer from the same neighbours. */
export interface Pair {
  product: Product;
  ours: Stage;
  bare: Stage;
}

export async function openPair(context: Context): Promise<Pair> {
  const { host, say, sockets = agentsOfADepartment } = context;
  const instances = namesOf(context.numbers ?? 100);
  const traffic = { instances, peopleOfANumber };
  say(`starting the system with ${instances.length} numbers, and the bare pipeline`);
  await host.start();
  const product = await Product.start(context, { instances, agentsOfEach: sockets });
  const pipeline = await startBarePipeline(host, instances);
  say(`connecting ${sockets * 10} clients to each`);
  const ours = await Stage.open(host, product, { traffic, socketsOfADepartment: sockets });
  const bare = await Stage.open(host, pipeline, { traffic, socketsOfADepartment: sockets });
  // Every customer writes once: tickets are open, and the code is warm.
  const messages = instances.length * peopleOfANumber;
  for (const stage of [ours, bare]) await stage.play({ messages, rate: warmUpRate });
  return { product, ours, bare };
}

export async function closePair({ ours, bare }: Pair): Promise<void> {
  await Promise.all([ours.close(), bare.close()]);
}

/** Plays a round and says what came of it. */
export async function played(stage: Stage, order: RoundOrder, say: Context['say']): Promise<Round> {
  const round = await stage.play(order);
  const { accepted, sent, lost, e2e, http, cpuPercent } = figuresOf([round]);
  const rate = order.rate === null ? 'at once' : `${Math.round(order.rate)}/s`;
  const odd = [
    lost > 0 && `${lost} lost`,
    round.repeated > 0 && `${round.repeated} repeated`,
    round.gaps > 0 && `${round.gaps} gaps`,
    round.isUneven && 'clients counted unevenly',
    round.lateness > 50 && `generator ${Math.round(round.lateness)} ms late`,
  ].filter((one) => one !== false);
  say(
    `  ${stage.target.name.padEnd(14)} ${rate.padStart(8)}  ${accepted}/${sent} accepted  p50 ${e2e.p50} p95 ${e2e.p95} p99 ${e2e.p99} max ${e2e.max} ms  http p99 ${http.p99} ms  cpu ${cpuPercent} %${odd.length > 0 ? `  (${odd.join(', ')})` : ''}`,
  );
  return round;
}
