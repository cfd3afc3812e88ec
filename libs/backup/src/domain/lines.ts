const start = '{"table":"';
const middle = '","row":';

/** One line of an archive, `{"table":"ticket.message","row":{…}}`. The row stays the text that PostgreSQL made: no number loses digits. */
export const archiveLine = (table: string, row: string): string => `${start}${table}${middle}${row}}\n`;

/** @throws Error when the line is none of an archive */
export function parseLine(line: string): { table: string; row: string } {
  const end = line.indexOf(middle);
  if (!line.startsWith(start) || end < 0 || !line.endsWith('}')) throw new Error('a line is not of a backup');
  return { table: line.slice(start.length, end), row: line.slice(end + middle.length, -1) };
}
