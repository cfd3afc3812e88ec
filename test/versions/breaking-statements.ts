/** Statements that the release before, running beside this one, does not survive, or has to wait for. */
const rules: { why: string; breaks: (statement: string, made: ReadonlySet<string>) => boolean }[] = [
  {
    why: 'drops what may still be read',
    breaks: (sql) => /^DROP (TABLE|VIEW|FUNCTION|SCHEMA|TYPE|SEQUENCE)/i.test(sql),
  },
  { why: 'renames what is called by its old name', breaks: (sql) => /^ALTER .*\bRENAME\b/is.test(sql) },
  {
    why: 'drops a column that may still be used',
    breaks: (sql) =>
      /^ALTER TABLE/i.test(sql) && /\bDROP (COLUMN )?(?!CONSTRAINT|DEFAULT|NOT NULL|EXPRESSION)["\w]/i.test(sql),
  },
  { why: 'takes the default from what is inserted without a value', breaks: (sql) => /\bDROP DEFAULT\b/i.test(sql) },
  { why: 'demands a value that is not written yet', breaks: (sql) => /\bSET NOT NULL\b/i.test(sql) },
  {
    why: 'adds a column that is not written yet, and must be',
    breaks: (sql) =>
      /^ALTER TABLE/i.test(sql) &&
      partsOf(sql).some((part) => /\bADD\b/i.test(part) && /\bNOT NULL\b/i.test(part) && !/\bDEFAULT\b/i.test(part)),
  },
  {
    why: 'changes a type, and rewrites the table',
    breaks: (sql) => /\bALTER (COLUMN )?"?\w+"? (SET DATA )?TYPE\b/i.test(sql),
  },
  {
    why: 'refuses rows that were right so far',
    breaks: (sql) => /^ALTER TABLE/i.test(sql) && /\bADD (CONSTRAINT|UNIQUE|CHECK|FOREIGN|PRIMARY|EXCLUDE)/i.test(sql),
  },
  { why: 'takes a right away', breaks: (sql) => /^REVOKE\b/i.test(sql) },
  {
    why: 'keeps writers out while an index is made: CONCURRENTLY, in a migration with `transaction = false`',
    breaks: (sql, made) => {
      const [, isConcurrent, table = ''] =
        /^CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?.*? ON (?:ONLY )?"?(\w+)/is.exec(sql) ?? [];
      return table !== '' && isConcurrent === undefined && !made.has(table);
    },
  },
  {
    why: 'changes a whole table in one transaction: that is done in parts, by the code',
    breaks: (sql) => /^UPDATE\b/i.test(sql) && !/\bLIMIT\b/i.test(sql),
  },
];

const partsOf = (sql: string): string[] => sql.split(/,(?![^(]*\))/);

/** Why the statements of one migration are not only an addition; empty when they are. */
export function breakingStatements(statements: readonly string[]): string[] {
  const made = new Set(
    statements.flatMap((sql) => /^\s*CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)/i.exec(sql)?.[1] ?? []),
  );
  return statements
    .map((sql) => sql.trim())
    .flatMap((sql) => rules.filter(({ breaks }) => breaks(sql, made)).map(({ why }) => `${why}: ${sql.slice(0, 120)}`));
}
