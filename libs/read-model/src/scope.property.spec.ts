import type { Audience, PersonRole } from '@bkcrm/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maySee, ticketAudience, ticketScope } from './scope.js';
import type { Principal } from './scope.js';

const id = fc.constantFrom('a', 'b', 'c', 'd');
const ids = fc.uniqueArray(id);
const audience: fc.Arbitrary<Audience> = fc.record({ everyone: fc.boolean(), departmentIds: ids, agentIds: ids });
const ticket = fc.record({ departmentId: fc.option(id), assigneeId: fc.option(id) });
const role = fc.constantFrom<PersonRole>('administrator', 'supervisor', 'agent');
const person: fc.Arbitrary<Principal> = fc.record({ agentId: id, role, departmentIds: ids });

describe('the rule of visibility', () => {
  it('shows administrators everything', () => {
    fc.assert(
      fc.property(audience, person, (of, who) => {
        expect(maySee({ ...who, role: 'administrator' }, of)).toBe(true);
      }),
    );
  });

  it('shows everybody what has no department, and the assignee what is theirs', () => {
    fc.assert(
      fc.property(ticket, person, (of, who) => {
        expect(maySee(who, ticketAudience({ ...of, departmentId: null }))).toBe(true);
        expect(maySee(who, ticketAudience({ ...of, assigneeId: who.agentId }))).toBe(true);
      }),
    );
  });

  it('gives a reason for everything that it shows to others', () => {
    fc.assert(
      fc.property(ticket, person, (of, who) => {
        const isTheirs = of.assigneeId === who.agentId || who.departmentIds.includes(of.departmentId ?? '');
        const reason = who.role === 'administrator' || of.departmentId === null || isTheirs;
        expect(maySee(who, ticketAudience(of))).toBe(reason);
      }),
    );
  });

  it('shows more with more departments, never less', () => {
    fc.assert(
      fc.property(audience, person, ids, (of, who, more) => {
        const wider = { ...who, departmentIds: [...who.departmentIds, ...more] };
        if (maySee(who, of)) expect(maySee(wider, of)).toBe(true);
      }),
    );
  });

  it('asks of a row what it asks of an event', () => {
    fc.assert(
      fc.property(ticket, person, (of, who) => {
        const [all, agentId, departmentIds] = ticketScope(who, 1).parameters as [boolean, string, string[]];
        const isTheirs =
          of.departmentId === null || of.assigneeId === agentId || departmentIds.includes(of.departmentId);
        expect(all || isTheirs).toBe(maySee(who, ticketAudience(of)));
      }),
    );
  });
});
