import { describe, expect, it, vi } from 'vitest';
import { anEncodedEvent, forDepartment, seesDepartment } from './events.fixture.js';
import { Interest } from './interest.js';

const sales = forDepartment('sales');
const viewer = (agentId: string, department: string) => ({
  agentId,
  group: department,
  sees: vi.fn(seesDepartment(department)),
});

describe('Interest', () => {
  it('concerns those who see an event now, or saw it before', () => {
    const created = new Interest([anEncodedEvent(1, { audienceBefore: null, audienceAfter: sales })]);
    expect(created.concerns(viewer('ana', 'sales'))).toBe(true);
    expect(created.concerns(viewer('bia', 'support'))).toBe(false);
    const transferred = new Interest([
      anEncodedEvent(1, { audienceBefore: sales, audienceAfter: forDepartment('support') }),
    ]);
    expect(transferred.concerns(viewer('ana', 'sales'))).toBe(true);
    expect(transferred.concerns(viewer('bia', 'support'))).toBe(true);
    expect(transferred.concerns(viewer('caio', 'finance'))).toBe(false);
  });

  it('concerns whom an event names, whatever their department', () => {
    const named = { ...sales, agentIds: ['bia'] };
    const interest = new Interest([anEncodedEvent(1, { audienceBefore: null, audienceAfter: named })]);
    expect(interest.concerns(viewer('bia', 'support'))).toBe(true);
    expect(interest.concerns(viewer('caio', 'support'))).toBe(false);
  });

  it('looks once for all of a department', () => {
    const interest = new Interest([anEncodedEvent(1, { audienceBefore: null, audienceAfter: sales })]);
    interest.concerns(viewer('ana', 'sales'));
    const bia = viewer('bia', 'sales');
    expect(interest.concerns(bia)).toBe(true);
    expect(bia.sees).not.toHaveBeenCalled();
  });
});
