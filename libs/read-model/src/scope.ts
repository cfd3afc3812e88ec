import type { Audience } from '@bkcrm/contracts';
import { reachOf } from '@bkcrm/permissions';
import type { Permission, Rights } from '@bkcrm/permissions';

/** Who is asking. Every query of this library takes it first, and answers only what that agent may see. */
export interface Principal extends Rights {
  agentId: string;
  departmentIds: string[];
}

/** Sees everything. For the services themselves, never for a request of a person. */
export const everything: Principal = {
  agentId: '00000000-0000-0000-0000-000000000000',
  role: 'administrator',
  permissions: null,
  everywhere: true,
  departmentIds: [],
};

/**
 * The rule of visibility, by how far the permission reaches: everything; or what has no department, is theirs, or is in a
 * department of theirs; or nothing.
 */
export function maySee(principal: Principal, audience: Audience, permission: Permission = 'tickets.read'): boolean {
  const reach = reachOf(principal, permission);
  if (reach !== 'own') return reach === 'all';
  return (
    audience.everyone ||
    audience.agentIds.includes(principal.agentId) ||
    audience.departmentIds.some((id) => principal.departmentIds.includes(id))
  );
}

/** Equal for those who may see the same, but for what names one of them. */
export function sightGroup(principal: Principal): string {
  const reach = reachOf(principal, 'tickets.read');
  return reach === 'own' ? principal.departmentIds.toSorted().join() : reach;
}

/** The same rule about reading a ticket's row, as SQL over alias `t`. Its three parameters are numbered from `first`. */
export function ticketScope(principal: Principal, first: number): { sql: string; parameters: unknown[] } {
  const reach = reachOf(principal, 'tickets.read');
  const isTheirs = `t.department_id IS NULL OR t.assignee_id = $${first + 1}::uuid OR t.department_id = ANY($${first + 2}::uuid[])`;
  return {
    // Nobody's rights make this NULL, which is as good as false.
    sql: `($${first}::boolean OR ($${first}::boolean IS NOT NULL AND (${isTheirs})))`,
    parameters: [reach === 'none' ? null : reach === 'all', principal.agentId, principal.departmentIds],
  };
}

/** Who may see a ticket, as an event's audience. */
export function ticketAudience(ticket: { departmentId: string | null; assigneeId: string | null }): Audience {
  return {
    everyone: ticket.departmentId === null,
    departmentIds: ticket.departmentId === null ? [] : [ticket.departmentId],
    agentIds: ticket.assigneeId === null ? [] : [ticket.assigneeId],
  };
}
