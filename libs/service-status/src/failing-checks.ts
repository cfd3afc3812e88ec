import type { ServiceStatus } from '@bkcrm/contracts';
import type { Probes } from '@bkcrm/observability';

/** Which checks fail now: those of readiness keep a service from serving, the others are about what it depends on. */
export function failingChecks({
  readiness,
  information,
}: Pick<Probes, 'readiness' | 'information'>): ServiceStatus['failing'] {
  return [
    ...[...readiness].map(([check, ask]) => ({ check, keepsFromServing: true, ...ask() })),
    ...[...information].map(([check, ask]) => ({ check, keepsFromServing: false, ...ask() })),
  ].flatMap(({ check, keepsFromServing, ok }) => (ok ? [] : [{ check, keepsFromServing }]));
}
