import type { AgentResource, Audience } from '@bkcrm/contracts';
import type { ClientLog } from '../ledger.js';
import type { Evidence, LoggedEvent, Violation } from './evidence.js';

/** Each client has applied exactly what its agent may see of the log since it began: nothing missing, nothing twice, in order. */
export function findClientFaults({ clients, events }: Evidence): Violation[] {
  return clients.flatMap((log) => compare(log, expectedOf(log, events)));
}

/** Numbers of the events that a client must have applied. */
export function expectedOf({ agent, from }: ClientLog, events: readonly LoggedEvent[]): number[] {
  return events
    .filter(({ seq, before, after }) => seq > from && (sees(agent, before) || sees(agent, after)))
    .map(({ seq }) => seq);
}

function compare({ name, applied }: ClientLog, expected: readonly number[]): Violation[] {
  const [was, should] = [new Set(applied), new Set(expected)];
  const missing = expected.filter((seq) => !was.has(seq));
  const foreign = applied.filter((seq) => !should.has(seq));
  const again = applied.filter((seq, index) => index > 0 && seq <= (applied[index - 1] ?? 0));
  const violation = (rule: string, seqs: readonly number[]): Violation[] =>
    seqs.map((seq) => ({ rule, id: String(seq), detail: name }));
  return [
    ...violation('client gap', missing),
    ...violation('client duplicate', again),
    ...violation('client foreign', foreign),
  ];
}

function sees(agent: AgentResource, audience: Audience | null): boolean {
  if (audience === null) return false;
  const { everyone, agentIds, departmentIds } = audience;
  const isTheirs = departmentIds.some((id) => agent.departmentIds.includes(id));
  return agent.role === 'administrator' || everyone || agentIds.includes(agent.id) || isTheirs;
}
