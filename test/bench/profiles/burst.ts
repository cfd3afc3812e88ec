import { figuresOf, rounded } from '../round.js';
import type { Round } from '../round.js';
import type { Context, Outcome } from './context.js';
import { closePair, openPair, played } from './pair.js';

const burstSize = 5_000;
const times = 3;

/** Everything is meant to be posted at one moment: the latencies say how long it takes to work through it. */
export async function burst(context: Context): Promise<Outcome> {
  const pair = await openPair(context);
  const rounds: { ours: Round[]; bare: Round[] } = { ours: [], bare: [] };
  const order = { messages: burstSize, rate: null };
  for (let time = 0; time < times; time += 1) {
    rounds.ours.push(await played(pair.ours, order, context.say));
    rounds.bare.push(await played(pair.bare, order, context.say));
  }
  const [ours, bare] = [figuresOf(rounds.ours), figuresOf(rounds.bare)];
  await closePair(pair);
  return { ...ours, reference: bare, ratio: { drained: rounded(ours.e2e.max / bare.e2e.max, 2) } };
}
