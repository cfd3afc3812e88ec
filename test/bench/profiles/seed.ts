import { figuresOf, rounded, sumOf } from '../round.js';
import type { Round } from '../round.js';
import type { Context, Outcome } from './context.js';
import { closePair, openPair, played } from './pair.js';

/** What its user asked for: 10,000 texts a minute from customers of 100 numbers, a thousand agents. */
const seedRate = 10_000 / 60;
const seedMinutes = 5;
/** The load comes in slices, and the reference's turn between them. */
const sliceSeconds = 30;
const answerEvery = 2;

/** With every event that Evolution sends beside a message, and with answers and their statuses. */
export async function seed(context: Context): Promise<Outcome> {
  const { say, rate = seedRate, minutes = seedMinutes } = context;
  const pair = await openPair(context);
  const rounds: { ours: Round[]; bare: Round[] } = { ours: [], bare: [] };
  const seconds = minutes * 60;
  const slices = Math.max(1, Math.round(seconds / sliceSeconds));
  const messages = Math.max(1, Math.round((rate * seconds) / slices));
  for (let slice = 0; slice < slices; slice += 1) {
    rounds.ours.push(await played(pair.ours, { messages, rate, withCompanions: true, answerEvery }, say));
    rounds.bare.push(await played(pair.bare, { messages: Math.ceil(messages / 2), rate }, say));
  }
  const [ours, bare] = [figuresOf(rounds.ours), figuresOf(rounds.bare)];
  const answers = rounds.ours.map((round) => round.answers);
  await closePair(pair);
  return {
    ...ours,
    answers: {
      sent: answers.reduce((sum, one) => sum + one.sent, 0),
      refused: answers.reduce((sum, one) => sum + one.refused, 0),
    },
    reference: bare,
    ratio: {
      p99: rounded(ours.e2e.p99 / bare.e2e.p99, 2),
      cpu: rounded(sumOf(ours.cpuMsPerMessage) / sumOf(bare.cpuMsPerMessage), 2),
    },
  };
}
