/** Something that somebody must be told of. */
export interface Problem {
  kind: 'number-down' | 'disk-filling-up';
  /** What it is about, e.g. a number's id: the same problem of the same thing is told once. */
  subject: string;
  /** One sentence for an administrator; no secrets. */
  text: string;
}

/** A problem that was told of and is not over. */
export interface OpenNotice {
  id: string;
  kind: string;
  subject: string;
}

const key = ({ kind, subject }: { kind: string; subject: string }): string => `${kind} ${subject}`;

/**
 * What began and what is over. Of a kind that could not be looked at (`unknown`) nothing is over: silence of the database is no
 * good news.
 */
export function noticeChanges(
  open: readonly OpenNotice[],
  problems: readonly Problem[],
  unknown: ReadonlySet<string> = new Set(),
): { begun: Problem[]; over: OpenNotice[] } {
  const [known, present] = [new Set(open.map(key)), new Set(problems.map(key))];
  return {
    begun: problems.filter((problem) => !known.has(key(problem))),
    over: open.filter((notice) => !present.has(key(notice)) && !unknown.has(notice.kind)),
  };
}
