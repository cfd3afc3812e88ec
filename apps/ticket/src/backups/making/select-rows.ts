export interface TableShape {
  /** `ticket.message` */
  table: string;
  columns: string[];
  /** What puts its rows in order: the columns of the primary key, texts by their bytes, since databases sort by different languages. */
  key: string[];
}

const quoted = (names: string[]): string => names.map((name) => `"${name}"`).join(', ');

/** The rows of a table as JSON, in the order of the key: the same rows give the same text, wherever they lie. */
export function selectRows({ table, columns, key, where }: TableShape & { where?: string }): string {
  const condition = where === undefined ? '' : ` WHERE ${where}`;
  return `SELECT row_to_json(r)::text AS row FROM (SELECT ${quoted(columns)} FROM ${table}${condition} ORDER BY ${key.join(', ')}) r`;
}
