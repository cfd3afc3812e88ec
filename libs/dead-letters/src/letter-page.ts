/** The cursor is none of ours. */
export class InvalidCursor extends Error {
  constructor() {
    super('this cursor is not one of ours');
    this.name = 'InvalidCursor';
  }
}

/** Time and id behind which a page begins; nulls for the first. @throws InvalidCursor */
export function pageAfter(cursor: string | undefined): [string | null, string | null] {
  if (cursor === undefined) return [null, null];
  const [, at, id] = /^(\d{4}-[\d:.TZ-]+)_([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) throw new InvalidCursor();
  return [at, id];
}

/** `items` has one more than `limit` when there is another page. */
export function cutPage<T extends { id: string; arrivedAt: string }>(
  items: T[],
  limit: number,
): { items: T[]; nextCursor: string | null } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page,
    nextCursor: items.length > limit && last !== undefined ? `${last.arrivedAt}_${last.id}` : null,
  };
}
