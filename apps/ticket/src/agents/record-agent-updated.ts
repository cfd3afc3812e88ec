import type { AgentResource } from '@bkcrm/contracts';
import type { EventRecorder } from '../event-log/event-recorder.js';

/** Records that an agent came or changed. Of integrations only administrators and they themselves hear. */
export function recordAgentUpdated(events: EventRecorder, agent: AgentResource): void {
  const isPerson = agent.role !== 'integration';
  events.add({
    type: 'agent.updated',
    data: agent,
    ticketId: null,
    audienceBefore: null,
    audienceAfter: { everyone: isPerson, departmentIds: [], agentIds: isPerson ? [] : [agent.id] },
  });
}
