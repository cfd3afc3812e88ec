import type { Audience, LiveEventType } from '@bkcrm/contracts';
import type { Seed } from './seed.js';

/** Whoever looks, as the rule of visibility needs them. */
export interface Viewer {
  agentId: string;
  isAdministrator: boolean;
  departmentIds: string[];
}

interface Row {
  seq: number;
  type: LiveEventType;
  before: Audience | null;
  after: Audience;
}

/** The rule once more, by its sentence in the design and not by the code that is tested. */
export function sees(viewer: Viewer, audience: Audience | null): boolean {
  if (audience === null) return false;
  const isTheirs = audience.departmentIds.some((id) => viewer.departmentIds.includes(id));
  return viewer.isAdministrator || audience.everyone || audience.agentIds.includes(viewer.agentId) || isTheirs;
}

/** The numbers of the log after `from` that somebody with these rights must get, in order. */
export async function expectedLog(seed: Seed, viewer: Viewer, from: number): Promise<number[]> {
  const rows = await seed.query<Row>(
    `SELECT (b.last_seq - b.size + e.ordinal)::int AS seq, e.type, e.audience_before AS before, e.audience_after AS after
     FROM ticket.event_batch b JOIN ticket.event e ON e.batch_id = b.id ORDER BY 1`,
  );
  const isRemoval = ({ type, before }: Row): boolean => type.startsWith('ticket.') && sees(viewer, before);
  return rows.filter((row) => row.seq > from && (sees(viewer, row.after) || isRemoval(row))).map(({ seq }) => seq);
}
