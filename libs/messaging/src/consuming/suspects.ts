/** Deliveries without an answer that make a message suspect: whoever had it before may have died of it. */
const suspectAfter = 3;

interface Delivered {
  message: { properties: { headers?: Record<string, unknown> } };
}

/**
 * A message that kills the process raises the delivery count of everything that was delivered with it, and would drag it all to the
 * dead letters. So suspects are handled alone, after everything else, and in an order left to chance: each life of the process
 * settles about half of the innocent ones before it meets the culprit.
 */
export function setSuspectsApart<T extends Delivered>(batch: readonly T[], random: () => number = Math.random): T[][] {
  const suspects = batch.filter(isSuspect);
  if (suspects.length === 0) return [[...batch]];
  const others = batch.filter((delivered) => !isSuspect(delivered));
  return [...(others.length === 0 ? [] : [others]), ...shuffled(suspects, random).map((suspect) => [suspect])];
}

const isSuspect = ({ message }: Delivered): boolean =>
  Number(message.properties.headers?.['x-delivery-count'] ?? 0) >= suspectAfter;

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
