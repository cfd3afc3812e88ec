import type { Role } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { grantablePermissions, may, permissions, reachOf } from './permissions.js';
import type { Rights } from './permissions.js';

const person = (role: Role): Rights => ({ role, permissions: null, everywhere: false });

describe('the table of permissions', () => {
  it('lets administrators do everything, everywhere', () => {
    for (const permission of permissions) expect(reachOf(person('administrator'), permission)).toBe('all');
  });

  it.each(['supervisor', 'agent'] as const)('keeps a %s to their own departments, and from administration', (role) => {
    expect(reachOf(person(role), 'tickets.read')).toBe('own');
    expect(reachOf(person(role), 'messages.send')).toBe('own');
    for (const permission of ['agents.manage', 'numbers.manage', 'api-tokens.manage', 'audit.read'] as const)
      expect(may(person(role), permission)).toBe(false);
  });

  it('gives an integration what its token was given, where it was given, and nothing else', () => {
    const given = { role: 'integration', permissions: ['messages.send'], everywhere: false } as const;
    expect(permissions.filter((permission) => may(given, permission))).toEqual(['account.read', 'messages.send']);
    expect(reachOf(given, 'messages.send')).toBe('own');
    expect(reachOf({ ...given, everywhere: true }, 'messages.send')).toBe('all');
    expect(may(person('integration'), 'tickets.read')).toBe(false);
  });

  it('never gives an integration what no token may have, whatever it claims', () => {
    const all = { role: 'integration', permissions, everywhere: true } as const;
    for (const permission of permissions) expect(may(all, permission)).toBe(grantablePermissions.includes(permission));
    expect(may(all, 'account.manage')).toBe(false);
    expect(may(all, 'agents.manage')).toBe(false);
  });
});
