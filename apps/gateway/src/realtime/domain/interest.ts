import type { EncodedEvent } from './encoded-event.js';
import { project } from './projection.js';
import type { Viewer } from './viewer.js';

/** Whom some events concern, found out once for each group of viewers. */
export class Interest {
  private readonly named: ReadonlySet<string>;
  private readonly groups = new Map<string, boolean>();

  constructor(private readonly events: readonly EncodedEvent[]) {
    this.named = agentsNamedBy(events);
  }

  /** Whether the viewer may get something of them. Of whom their audiences name it is not looked at what. */
  concerns({ agentId, group, sees }: Viewer): boolean {
    if (this.named.has(agentId)) return true;
    const known = this.groups.get(group);
    if (known !== undefined) return known;
    const isConcerned = this.events.some((event) => project(event, sees) !== null);
    this.groups.set(group, isConcerned);
    return isConcerned;
  }
}

/** The agents that the audiences of events name. */
export function agentsNamedBy(events: readonly EncodedEvent[]): Set<string> {
  return new Set(
    events.flatMap(({ event: { audienceBefore, audienceAfter } }) => [
      ...(audienceBefore?.agentIds ?? []),
      ...audienceAfter.agentIds,
    ]),
  );
}
