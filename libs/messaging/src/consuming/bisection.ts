export interface Bisected<T, R> {
  /** What `attempt` answered for each part that went through, in the order of the items. */
  results: R[];
  poison: { item: T; error: unknown }[];
}

interface Bisection<T, R> {
  attempt: (part: T[]) => Promise<R>;
  /** Errors that say nothing about the items end the whole search. */
  isAboutItems: (error: unknown) => boolean;
  onSplit?: () => void;
}

/**
 * Does the work for all items at once, or finds those that make it fail: halves, halves of halves, and at last each alone, twice.
 * Everything else is done exactly once, in order.
 * @throws what `attempt` threw, when it is not about the items
 */
export async function bisect<T, R>(items: T[], bisection: Bisection<T, R>): Promise<Bisected<T, R>> {
  if (items.length === 0) return { results: [], poison: [] };
  try {
    return { results: [await bisection.attempt(items)], poison: [] };
  } catch (error) {
    if (!bisection.isAboutItems(error)) throw error;
  }
  const [first] = items;
  if (items.length === 1 && first !== undefined) return onceMore(first, bisection);
  bisection.onSplit?.();
  const middle = Math.ceil(items.length / 2);
  const left = await bisect(items.slice(0, middle), bisection);
  const right = await bisect(items.slice(middle), bisection);
  return { results: [...left.results, ...right.results], poison: [...left.poison, ...right.poison] };
}

async function onceMore<T, R>(item: T, { attempt, isAboutItems }: Bisection<T, R>): Promise<Bisected<T, R>> {
  try {
    return { results: [await attempt([item])], poison: [] };
  } catch (error) {
    if (!isAboutItems(error)) throw error;
    return { results: [], poison: [{ item, error }] };
  }
}
