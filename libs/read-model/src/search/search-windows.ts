const weekMs = 7 * 86_400_000;
/** Weeks of each step back. What is behind them all is one step more: what is so rare by then is looked up wherever it is. */
const steps = [2, 3, 12];

/** A span of time in which messages are looked for. */
export interface SearchWindow {
  /** Numbers of its weeks; null: all that is before. */
  weeks: number[] | null;
  /** Where the next one goes on: everything older than this. */
  endsAt: Date;
}

/** As `search_week` of the database counts them. */
export const weekOf = (at: Date): number => Math.floor(at.getTime() / weekMs);

/**
 * The windows in which a page is looked for, one after the other until it is full. A word that everybody uses fills it from the first, and
 * what it was used for before is never touched.
 * @param from what was sent after this is not looked for
 */
export function windowsFrom(from: Date): SearchWindow[] {
  let next = weekOf(from);
  const windows = steps.map((count): SearchWindow => {
    const weeks = Array.from({ length: count }, (_, index) => next - index);
    next -= count;
    return { weeks, endsAt: new Date((next + 1) * weekMs) };
  });
  return [...windows, { weeks: null, endsAt: new Date(0) }];
}
