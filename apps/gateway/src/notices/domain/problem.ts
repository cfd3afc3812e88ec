import type { NoticeKind } from '@bkcrm/contracts';

/** Something that somebody must be told of. */
export interface Problem {
  kind: NoticeKind;
  /** What it is about, e.g. a number's id: the same problem of the same thing is told once. */
  subject: string;
  /** One English sentence for an administrator; no secrets. */
  text: string;
  /** What a sentence in any language needs. */
  data: Record<string, string | number | null>;
}

/** What looking for one kind of problem came to. */
export interface Findings {
  problems: Problem[];
  /** The subjects that could be looked at; all there are, if absent. Of the others nothing is over. */
  seen?: ReadonlySet<string>;
}

/** A problem that was told of and is not over. */
export interface OpenNotice {
  id: string;
  kind: string;
  subject: string;
  text: string;
}

const key = ({ kind, subject }: { kind: string; subject: string }): string => `${kind} ${subject}`;

interface NoticeChanges {
  begun: Problem[];
  over: OpenNotice[];
  /** Those that go on and are described otherwise now. */
  changed: (Problem & { id: string })[];
}

/**
 * What began, what is over, and what goes on differently. Of a kind or a subject that could not be looked at nothing is over: silence
 * is no good news. @param findings by kind; those that could not be looked at at all are absent
 */
export function noticeChanges(open: readonly OpenNotice[], findings: ReadonlyMap<string, Findings>): NoticeChanges {
  const known = new Map(open.map((notice) => [key(notice), notice]));
  const problems = [...findings.values()].flatMap((found) => found.problems);
  const present = new Set(problems.map(key));
  const wasSeen = ({ kind, subject }: OpenNotice): boolean => {
    const found = findings.get(kind);
    return found !== undefined && (found.seen === undefined || found.seen.has(subject));
  };
  return {
    begun: problems.filter((problem) => !known.has(key(problem))),
    over: open.filter((notice) => !present.has(key(notice)) && wasSeen(notice)),
    changed: problems.flatMap((problem) => {
      const notice = known.get(key(problem));
      return notice === undefined || notice.text === problem.text ? [] : [{ ...problem, id: notice.id }];
    }),
  };
}
