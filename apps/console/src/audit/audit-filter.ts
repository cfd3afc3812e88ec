import type { AuditFilter } from '@bkcrm/client';

/** What was chosen; empty where nothing was. Days as `2026-01-31`, both included, by this device's calendar. */
export function auditFilter(chosen: { act: string; actorId: string; from: string; to: string }): AuditFilter {
  const { act, actorId, from, to } = chosen;
  return {
    ...(act !== '' && { act }),
    ...(actorId !== '' && { actorId }),
    ...(from !== '' && { from: midnight(from, 0) }),
    ...(to !== '' && { before: midnight(to, 1) }),
  };
}

function midnight(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
