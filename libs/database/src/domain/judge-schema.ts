/** What is known of a schema, and what a release knows. */
export interface SchemaFacts {
  /** Migrations that this release brings. */
  known: readonly string[];
  /** Those that have run. */
  ran: readonly string[];
  /** The migration that whoever works on this schema has to know; undefined: none in particular. */
  required: string | undefined;
}

export interface SchemaVerdict {
  ok: boolean;
  /** They have not run. */
  missing: string[];
  /** They have run, and this release does not know them: of a later one, made so that this one can go on. */
  ahead: string[];
  /** The migration after which this release can go on no longer. */
  beyond: string | null;
}

/**
 * Whether a release can work on a schema: everything that it brings has run, and nothing has been taken away that it needs. A later
 * release only adds; the migration that takes something away says which migration one has to know to do without it.
 */
export function judgeSchema({ known, ran, required }: SchemaFacts): SchemaVerdict {
  const missing = known.filter((name) => !ran.includes(name));
  const ahead = ran.filter((name) => !known.includes(name));
  const beyond = required !== undefined && !known.includes(required) ? required : null;
  return { ok: missing.length === 0 && beyond === null, missing, ahead, beyond };
}

/** Reads the schema's comment, `requires AddNotices1766700000000`. */
export function requiredBy(comment: string | null): string | undefined {
  return /^requires (\w+)$/.exec(comment ?? '')?.[1];
}
