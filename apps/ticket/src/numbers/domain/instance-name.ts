/** A name for an instance that we create: readable in Evolution's own pages, and nobody else's. */
export function instanceNameFor(name: string, id: string): string {
  const words = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return [words, id.replaceAll('-', '').slice(-8)].filter((part) => part !== '').join('-');
}
