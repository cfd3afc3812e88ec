import { RateSearch } from '../rate-search.js';
import { figuresOf, rounded, sumOf } from '../round.js';
import type { Figures, Round } from '../round.js';
import type { Stage } from '../stage.js';
import type { Context, Outcome } from './context.js';
import { closePair, openPair, played } from './pair.js';
import type { Pair } from './pair.js';

const latencyAllowed = 250;
const roundMinutes = 0.25;
const comparisons = 3;
const start = { ours: 200, bare: 1_500 };

/** The highest rate with p99 within 250 ms and nothing lost, of both; then both at half of ours, for latency and processor time. */
export async function peak(context: Context): Promise<Outcome> {
  const pair = await openPair(context);
  const seconds = (context.minutes ?? roundMinutes) * 60;
  const searches = {
    ours: new RateSearch(context.rate ?? start.ours),
    bare: new RateSearch(context.rate ?? start.bare),
  };
  const held: { ours?: Round; bare?: Round } = {};
  while (searches.ours.next !== undefined || searches.bare.next !== undefined) {
    for (const side of ['ours', 'bare'] as const) {
      const rate = searches[side].next;
      if (rate === undefined) continue;
      const round = await played(pair[side], { messages: Math.round(rate * seconds), rate }, context.say);
      const good = holds(round);
      searches[side].record(good);
      if (good && rate === searches[side].best) held[side] = round;
    }
  }
  const half = Math.max(1, searches.ours.best / 2);
  context.say(`both at ${Math.round(half)}/s, half of the highest rate`);
  const atHalf = await compare(pair, half, seconds, context.say);
  await closePair(pair);
  return {
    ...(held.ours && figuresOf([held.ours])),
    rate: searches.ours.best,
    reference: { ...(held.bare && figuresOf([held.bare])), rate: searches.bare.best },
    ratio: rounded(searches.ours.best / Math.max(1, searches.bare.best), 3),
    atHalf: {
      rate: half,
      ours: atHalf.ours,
      reference: atHalf.bare,
      p99Ratio: rounded(atHalf.ours.e2e.p99 / atHalf.bare.e2e.p99, 2),
      cpuRatio: rounded(sumOf(atHalf.ours.cpuMsPerMessage) / sumOf(atHalf.bare.cpuMsPerMessage), 2),
    },
  };
}

const holds = ({ e2e, lost, accepted, sent }: Round): boolean =>
  lost === 0 && accepted === sent && e2e.quantiles().p99 <= latencyAllowed;

async function compare(
  pair: Pair,
  rate: number,
  seconds: number,
  say: Context['say'],
): Promise<{ ours: Figures; bare: Figures }> {
  const rounds: { ours: Round[]; bare: Round[] } = { ours: [], bare: [] };
  const play = (stage: Stage): Promise<Round> => played(stage, { messages: Math.round(rate * seconds), rate }, say);
  for (let time = 0; time < comparisons; time += 1) {
    rounds.ours.push(await play(pair.ours));
    rounds.bare.push(await play(pair.bare));
  }
  return { ours: figuresOf(rounds.ours), bare: figuresOf(rounds.bare) };
}
