import type { NewApiToken } from '@bkcrm/client';
import { formText } from '../ui/form-text.js';

const dayMs = 86_400_000;

/** How many days a token may be good for; 0 = without end. */
export const validities = [30, 90, 365, 0] as const;

/** What the form says. Every token may know who it is, so that is not asked. */
export function newApiToken(form: FormData, now: Date): NewApiToken {
  const textsOf = (name: string): string[] => form.getAll(name).filter((value) => typeof value === 'string');
  const days = Number(formText(form, 'days'));
  return {
    name: formText(form, 'name').trim(),
    permissions: textsOf('permissions'),
    departmentIds: formText(form, 'reach') === 'some' ? textsOf('departmentIds') : null,
    ...(days > 0 && { expiresAt: new Date(now.getTime() + days * dayMs).toISOString() }),
  };
}
