import type { NumberState, ServiceFacts } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';

type Figures = Required<Pick<ServiceFacts, 'sends' | 'numbers'>>;

/** What waits to be sent, and how the numbers are connected: the same at every replica. */
export async function readFigures(db: Queryable): Promise<Figures> {
  const [sends] = await db.query<Omit<Figures['sends'], 'dueSeconds'>>(
    `SELECT count(*) FILTER (WHERE state = 'queued')::int AS queued, count(*) FILTER (WHERE state = 'sending')::int AS sending,
       count(*) FILTER (WHERE state = 'unknown')::int AS unknown
     FROM send_command WHERE settled_at IS NULL`,
  );
  const [oldest] = await db.query<{ seconds: number }>(
    `SELECT coalesce(greatest(0, extract(epoch FROM now() - min(c.next_attempt_at))), 0)::float8 AS seconds
     FROM send_command c JOIN number n ON n.id = c.number_id
     WHERE c.settled_at IS NULL AND c.state = 'queued' AND n.state = 'open'`,
  );
  const states = await db.query<{ state: NumberState; count: number }>(
    'SELECT state, count(*)::int AS count FROM number GROUP BY state',
  );
  return {
    sends: { ...(sends ?? { queued: 0, sending: 0, unknown: 0 }), dueSeconds: oldest?.seconds ?? 0 },
    numbers: Object.fromEntries(states.map(({ state, count }) => [state, count])),
  };
}
