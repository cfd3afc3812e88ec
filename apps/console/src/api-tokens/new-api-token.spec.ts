import { grantablePermissions } from '@bkcrm/permissions';
import { describe, expect, it } from 'vitest';
import openapi from '../../../../docs/openapi.json';
import { portuguese } from '../i18n/portuguese.js';
import { newApiToken } from './new-api-token.js';

function form(...fields: [string, string][]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

describe('newApiToken', () => {
  const now = new Date('2026-01-01T00:00:00Z');

  it('takes the departments only where not all are meant', () => {
    const some = form(['name', ' Bot '], ['permissions', 'tickets.read'], ['reach', 'some'], ['departmentIds', 'a']);
    expect(newApiToken(some, now)).toEqual({ name: 'Bot', permissions: ['tickets.read'], departmentIds: ['a'] });
    const all = form(['name', 'Bot'], ['reach', 'all'], ['departmentIds', 'a'], ['days', '30']);
    expect(newApiToken(all, now)).toEqual({
      name: 'Bot',
      permissions: [],
      departmentIds: null,
      expiresAt: '2026-01-31T00:00:00.000Z',
    });
  });
});

describe('the words of administrators', () => {
  it('name every permission that a token may have', () => {
    expect(Object.keys(portuguese.security.tokens.names).sort()).toEqual([...grantablePermissions].sort());
  });

  it('name every act of the audit log', () => {
    const acts = openapi.components.schemas.AuditEntryDto.properties.act.enum;
    expect(Object.keys(portuguese.security.audit.acts).sort()).toEqual([...acts].sort());
  });
});
