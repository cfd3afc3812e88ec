import type { WhatsappNumberResource } from '@bkcrm/contracts';
import type { Problem } from './problem.js';

/** A number that comes back within this time was restarted, nothing more. */
const downForMs = 2 * 60_000;
const fullFrom = 0.85;

const since = ({ stateAt }: WhatsappNumberResource): number => (stateAt === null ? Infinity : Date.parse(stateAt));

/** Numbers that have not been connected for more than two minutes. One that was never linked is nobody's surprise. */
export function numbersDown(numbers: readonly WhatsappNumberResource[], now: Date): Problem[] {
  return numbers
    .filter(({ state, phone }) => (state === 'close' || state === 'missing') && phone !== null)
    .filter((number) => Number(now) - since(number) > downForMs)
    .map(({ id, name, state, stateAt }) => ({
      kind: 'number-down',
      subject: id,
      text: `The number "${name}" is not connected to WhatsApp (${state}) since ${stateAt}.`,
    }));
}

/** A disk of which more than 85 % are in use. */
export function diskFillingUp(folder: string, { size, free }: { size: number; free: number }): Problem[] {
  const used = 1 - free / size;
  if (!(used > fullFrom)) return [];
  const percent = Math.round(used * 100);
  return [
    { kind: 'disk-filling-up', subject: folder, text: `The disk of the folder "${folder}" is ${percent} % full.` },
  ];
}
