import { setTimeout as pause } from 'node:timers/promises';
import { cpus } from 'node:os';
import { rounded } from '../round.js';
import { Stage } from '../stage.js';
import { Product } from '../system/product.js';
import { query } from '../system/query.js';
import { ration } from '../system/ration.js';
import { namesOf } from './context.js';
import type { Context, Outcome } from './context.js';

const backlog = 10_000;
const postRate = 2_000;
const peopleOfANumber = 20;
const times = 3;
/** Of a processor; two replicas leave a whole one and a half to broker, database and load then. */
const share = 0.25;

/**
 * A backlog that gathered while the ticket service stood still, worked off by one replica and by two: as fast as they can, and with a ration
 * of processor time for each, which is what a second replica is worth where processors are free for it.
 */
export async function scale(context: Context): Promise<Outcome> {
  const { host, say, numbers = 100 } = context;
  const messages = context.rate === undefined ? backlog : Math.round(context.rate);
  const instances = namesOf(numbers);
  await host.start();
  const product = await Product.start(context, { instances, agentsOfEach: 2 });
  const traffic = { instances, peopleOfANumber };
  const stage = await Stage.open(host, product, { traffic, socketsOfADepartment: 2 });
  await stage.play({ messages: numbers * peopleOfANumber, rate: 200 });
  const best = async (rationed: boolean): Promise<number> => {
    const rates: number[] = [];
    for (let time = 0; time < times; time += 1)
      rates.push(await drain(context, product, stage, { messages, rationed }));
    return rounded(Math.max(...rates), 0);
  };
  const one = { free: await best(false), rationed: await best(true) };
  say('a second replica of ticket');
  await product.add('ticket-2');
  const two = { free: await best(false), rationed: await best(true) };
  await stage.close();
  return {
    cores: cpus().length,
    backlog: messages,
    perSecond: { one: one.free, two: two.free },
    speedUp: rounded(two.free / one.free, 2),
    rationed: {
      share,
      perSecond: { one: one.rationed, two: two.rationed },
      speedUp: rounded(two.rationed / one.rationed, 2),
    },
  };
}

/** Messages a second. */
async function drain(
  { host, say }: Context,
  product: Product,
  stage: Stage,
  { messages, rationed }: { messages: number; rationed: boolean },
): Promise<number> {
  const replicas = product.replicasOf('ticket');
  for (const replica of replicas) host.signal(replica, 'SIGSTOP');
  const posted = stage.play({ messages, rate: postRate });
  const before = await stored(host.databaseUrl);
  await pause((messages / postRate) * 1_000 + 2_000);
  const since = performance.now();
  const ends = replicas.map((replica) => {
    const signal = (name: NodeJS.Signals): void => host.signal(replica, name);
    if (rationed) return ration(signal, share);
    signal('SIGCONT');
    return () => {};
  });
  while ((await stored(host.databaseUrl)) < before + messages) await pause(50);
  const seconds = (performance.now() - since) / 1_000;
  for (const end of ends) end();
  const { lost } = await posted;
  const perSecond = messages / seconds;
  say(
    `  ${replicas.length} replica(s)${rationed ? `, ${share} of a processor each` : ''}: ${messages} in ${seconds.toFixed(2)} s, ${Math.round(perSecond)}/s${lost > 0 ? `, ${lost} LOST` : ''}`,
  );
  return perSecond;
}

/** Rows of the table; the planner's own counts are cheaper but lag behind. */
async function stored(databaseUrl: string): Promise<number> {
  const [row] = await query<{ count: number }>(databaseUrl, 'SELECT count(*)::int AS count FROM ticket.message');
  return row?.count ?? 0;
}
