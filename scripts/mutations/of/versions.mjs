import { edit, integration, unit } from '../mutation.mjs';

/**
 * What two releases rely on that run side by side.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const betweenVersions = [
  {
    mechanism: 'what a later release added to a message is left alone',
    edits: [
      edit(
        'libs/messaging/src/consuming/read-message.ts',
        '{ forbidUnknownValues: true }',
        '{ forbidUnknownValues: true, whitelist: true, forbidNonWhitelisted: true }',
      ),
    ],
    ...unit('test/versions/contracts.spec.ts', 'may have grown: what this version does not know is left alone'),
  },
  {
    mechanism: 'a message of an unknown type is set aside, not handled',
    edits: [
      edit(
        'libs/messaging/src/consuming/read-message.ts',
        'const isKnown = types === undefined || types.includes(type);',
        'const isKnown = types !== null;',
      ),
    ],
    ...integration(
      'libs/messaging/test/unknown-types.integration.spec.ts',
      'is set aside as it came, and the rest of its queue handled',
    ),
  },
  {
    mechanism: 'a parked message goes back once its type is known, not before',
    edits: [edit('libs/dead-letters/src/dead-letters.ts', ' AND k.types ? l.type', '')],
    ...integration(
      'libs/dead-letters/test/dead-letters.integration.spec.ts',
      'go back by themselves once their type is known, and only those',
    ),
  },
  {
    mechanism: 'a parked outbox row tries again by itself',
    edits: [edit('libs/outbox/src/outbox-relay.ts', 'await this.letParkedTry();', '')],
    ...integration(
      'libs/outbox/test/outbox-relay.integration.spec.ts',
      'lets what nobody took try again, until a version runs that takes it',
    ),
  },
  {
    mechanism: 'a migration that waits for a lock gives way',
    edits: [edit('libs/database/src/migrate.ts', 'await dataSource.query(`SET lock_timeout TO ${lockTimeout}`);', '')],
    ...integration(
      'libs/database/test/migrate.integration.spec.ts',
      'give way to whoever uses the table, hold up nobody else, and are done when it is free',
    ),
  },
];
