import type { PresenceNews, PresentState } from '@bkcrm/contracts';

/** What has become different. */
export function presenceChanges(
  before: ReadonlyMap<string, PresentState>,
  after: ReadonlyMap<string, PresentState>,
): PresenceNews['agents'] {
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const changed = [...after].filter(([id, state]) => before.get(id) !== state);
  return [
    ...changed.map(([agentId, presence]) => ({ agentId, presence })),
    ...gone.map((agentId) => ({ agentId, presence: 'offline' as const })),
  ];
}
