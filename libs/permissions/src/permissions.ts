import type { PersonRole, Role } from '@bkcrm/contracts';

/**
 * How far a permission reaches: `all`, or only `own`: what has no department, is in a department of theirs, or is assigned to them.
 * For what belongs to no department the two mean the same.
 */
export type Reach = 'all' | 'own' | 'none';

interface Rule extends Record<PersonRole, Reach> {
  /** Whether an API token may be given it. */
  grantable: boolean;
}

const administratorsOnly = { administrator: 'all', supervisor: 'none', agent: 'none', grantable: false } as const;
const everyPerson = { administrator: 'all', supervisor: 'all', agent: 'all', grantable: false } as const;

/** Everything that can be allowed or denied, and to whom. The only such table: what is not in it nobody may do. */
const rules = {
  /** Who am I. */
  'account.read': { ...everyPerson, grantable: true },
  /** One's own password, sessions and second factor. */
  'account.manage': everyPerson,
  /** Tickets, their messages and attachments, and the live events about them. */
  'tickets.read': { administrator: 'all', supervisor: 'own', agent: 'own', grantable: true },
  /** Status, assignee, department, read position, and being seen in a ticket. */
  'tickets.update': { administrator: 'all', supervisor: 'own', agent: 'own', grantable: true },
  'messages.send': { administrator: 'all', supervisor: 'own', agent: 'own', grantable: true },
  'agents.read': { ...everyPerson, grantable: true },
  'agents.manage': administratorsOnly,
  'departments.read': { ...everyPerson, grantable: true },
  'departments.manage': { ...administratorsOnly, grantable: true },
  'numbers.read': { ...everyPerson, grantable: true },
  'numbers.manage': administratorsOnly,
  /** Evolution servers, with their keys. */
  'servers.manage': administratorsOnly,
  'api-tokens.manage': administratorsOnly,
  'audit.read': administratorsOnly,
  /** Everything there is, in one file: made, taken home, proven. */
  'backups.manage': administratorsOnly,
  /** Dead letters and the quarantine, with what they say. */
  'letters.manage': administratorsOnly,
  /** What was counted beside what is stored. */
  'ledger.read': administratorsOnly,
  /** How the running system does, and the problems that somebody is told of. */
  'system.read': { ...administratorsOnly, grantable: true },
  /** Taking everything of one person home, and erasing it. */
  'personal-data.manage': administratorsOnly,
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof rules;

export const permissions = Object.keys(rules) as Permission[];

/** What API tokens may be given. */
export const grantablePermissions = permissions.filter((permission) => rules[permission].grantable);

/** What decides what somebody may do. */
export interface Rights {
  role: Role;
  /** Of an integration: what its token was given. */
  permissions?: readonly string[] | null;
  /** Of an integration: whether its departments are all there are. */
  everywhere?: boolean;
}

/** How far somebody may go with a permission. An integration never gets further than an administrator could let it. */
export function reachOf(rights: Rights, permission: Permission): Reach {
  if (rights.role !== 'integration') return rules[permission][rights.role];
  const isGranted = rules[permission].grantable && (rights.permissions?.includes(permission) ?? false);
  if (!isGranted) return permission === 'account.read' ? 'all' : 'none';
  return rights.everywhere === true ? 'all' : 'own';
}

export function may(rights: Rights, permission: Permission): boolean {
  return reachOf(rights, permission) !== 'none';
}
