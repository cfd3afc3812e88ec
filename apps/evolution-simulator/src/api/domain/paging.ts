/** Evolution's paging: `offset` is the size of a page. */
export function pageOf<T>(
  found: T[],
  page: number,
  offset: number,
): { total: number; pages: number; currentPage: number; items: T[] } {
  return {
    total: found.length,
    pages: Math.ceil(found.length / offset),
    currentPage: page,
    items: found.slice((page - 1) * offset, page * offset),
  };
}
