import type { QueueResource, ServiceFacts, SystemResource } from '@bkcrm/contracts';
import type { Report } from './replica-state.js';

type Facts = Pick<SystemResource, 'queues' | 'disks' | 'spool' | 'sends' | 'numbers' | 'letters' | 'ledger'> & {
  nextBackupAt: string | null;
};

const earlier = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;

/** What the replicas that are heard know together: what each has for itself is summed up, and of what they share the last word counts. */
export function gatherFacts(reports: readonly Report[]): Facts {
  const all = reports.map(({ status }) => status.facts);
  const last = <K extends keyof ServiceFacts>(key: K): ServiceFacts[K] | undefined =>
    all.findLast((facts) => facts[key] !== undefined)?.[key];
  const letters = Object.assign({}, ...all.map((facts) => facts.letters)) as NonNullable<Facts['letters']>;
  return {
    queues: gatherQueues(reports),
    disks: reports.flatMap(({ status: { disks, host, service } }) => disks.map((disk) => ({ ...disk, host, service }))),
    spool: all.reduce<Facts['spool']>(
      (sum, { spool }) =>
        spool === undefined
          ? sum
          : {
              records: (sum?.records ?? 0) + spool.records,
              bytes: (sum?.bytes ?? 0) + spool.bytes,
              oldestAt: earlier(sum?.oldestAt ?? null, spool.oldestAt),
            },
      null,
    ),
    sends: last('sends') ?? null,
    numbers: last('numbers') ?? null,
    letters: Object.keys(letters).length === 0 ? null : letters,
    ledger: last('ledger') ?? null,
    nextBackupAt: last('nextBackupAt') ?? null,
  };
}

/** Every replica says the same of what waits in a queue, and its own of what it has in hand. */
function gatherQueues(reports: readonly Report[]): QueueResource[] {
  const queues = new Map<string, QueueResource>();
  for (const { status } of reports)
    for (const queue of status.queues) {
      const known = queues.get(queue.queue);
      queues.set(queue.queue, {
        ...queue,
        service: status.service,
        unacknowledged: queue.unacknowledged + (known?.unacknowledged ?? 0),
        oldestAt: earlier(known?.oldestAt ?? null, queue.oldestAt),
      });
    }
  return [...queues.values()];
}
