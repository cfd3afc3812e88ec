import type { Audience, Role } from '@bkcrm/contracts';

/** Who is asking. Every query of this library takes it first, and answers only what that agent may see. */
export interface Principal {
  agentId: string;
  role: Role;
  departmentIds: string[];
}

/** Sees everything. For the services themselves, never for a request of a person. */
export const everything: Principal = {
  agentId: '00000000-0000-0000-0000-000000000000',
  role: 'administrator',
  departmentIds: [],
};

/** The rule of visibility: administrators everything; others what has no department, is theirs, or is in a department of theirs. */
export function maySee(principal: Principal, audience: Audience): boolean {
  return (
    principal.role === 'administrator' ||
    audience.everyone ||
    audience.agentIds.includes(principal.agentId) ||
    audience.departmentIds.some((id) => principal.departmentIds.includes(id))
  );
}

/** The same rule about a ticket's row, as SQL over alias `t`. Its three parameters are numbered from `first`. */
export function ticketScope(principal: Principal, first: number): { sql: string; parameters: unknown[] } {
  return {
    sql: `($${first}::boolean OR t.department_id IS NULL OR t.assignee_id = $${first + 1}::uuid OR t.department_id = ANY($${first + 2}::uuid[]))`,
    parameters: [principal.role === 'administrator', principal.agentId, principal.departmentIds],
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
