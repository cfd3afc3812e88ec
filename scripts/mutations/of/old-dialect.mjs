import { edit, integration } from '../mutation.mjs';

/**
 * The promises of gateway to the front end before this one.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const oldDialectMutations = [
  {
    mechanism: 'the old front end is told what was refused',
    edits: [
      edit(
        'apps/gateway/src/legacy/legacy.gateway.ts',
        `socket.emit('error', refuse(command, error));`,
        'if (!socket) refuse(command, error);',
      ),
    ],
    ...integration(
      'apps/gateway/test/legacy.integration.spec.ts',
      'is answered with an error when it makes no sense, and the socket goes on',
    ),
  },
  {
    mechanism: 'an answer made for rights that an agent no longer has is not sent',
    edits: [
      edit(
        'apps/gateway/src/legacy/legacy.gateway.ts',
        'if (client.agent.rightsVersion !== agent.rightsVersion) return;',
        '',
      ),
    ],
    ...integration(
      'apps/gateway/test/legacy-polls.integration.spec.ts',
      'whose agent loses the right while they are looked up get no answer',
    ),
  },
  {
    mechanism: 'what is remembered of a ticket lasts until an event about it is heard',
    edits: [
      edit(
        'apps/gateway/src/tickets/domain/ticket-memory.ts',
        'if (seq > (this.remembered.get(id)?.seq ?? 0)) ',
        'if (!id) ',
      ),
    ],
    ...integration(
      'apps/gateway/test/legacy-polls.integration.spec.ts',
      'gets nothing of a ticket that went to another department, once the gateway has heard of it',
    ),
  },
  {
    mechanism: 'a ticket that an event overtook while it was read is not remembered',
    edits: [
      edit(
        'apps/gateway/src/tickets/domain/ticket-memory.ts',
        'if (seq >= (this.remembered.get(id)?.seq ?? this.floor)) ',
        '',
      ),
    ],
    ...integration(
      'apps/gateway/test/legacy-polls.integration.spec.ts',
      'gets nothing of one that went away while it was looked up',
    ),
  },
  {
    mechanism: 'polls ask the database while it has not told how far the log is',
    edits: [edit('apps/gateway/src/realtime/event-feed.ts', ' && this.now() - this.headAskedAt < headTrustedMs', '')],
    ...integration(
      'apps/gateway/test/legacy-polls.integration.spec.ts',
      'is looked up in the database again when that has not told for a while how far the log is',
    ),
  },
];
