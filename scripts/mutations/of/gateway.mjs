import { edit, integration, unit } from '../mutation.mjs';

const live = 'apps/gateway/src/realtime';

/**
 * The promises of gateway.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const gateway = [
  {
    mechanism: 'an event goes to its audience only',
    edits: [edit(`${live}/domain/projection.ts`, 'if (sees(audienceAfter)) return', 'return')],
    ...integration(
      'apps/gateway/test/live.integration.spec.ts',
      'arrive as they are published, and only those that the agent may see',
    ),
  },
  {
    mechanism: 'a list shows what the reader may see',
    edits: [
      edit(
        'libs/read-model/src/scope.ts',
        "reach === 'none' ? null : reach === 'all'",
        "reach === 'none' ? null : true",
      ),
    ],
    ...integration('apps/gateway/test/rest.integration.spec.ts', 'knows nothing of a ticket of another department'),
  },
  {
    mechanism: 'a missing number is read from the database',
    edits: [
      edit(`${live}/event-feed.ts`, 'position === position) void this.heal();', 'position === position) return;'),
    ],
    ...integration(
      'apps/gateway/test/live.integration.spec.ts',
      'arrive also when the broker drops them, wherever in between',
    ),
  },
  {
    mechanism: 'the head of the log is asked every second',
    edits: [
      edit(
        `${live}/event-feed.ts`,
        'setInterval(() => void this.checkHead(), headPollMs)',
        'setInterval(() => {}, headPollMs)',
      ),
    ],
    ...integration('apps/gateway/test/faults.integration.spec.ts', 'delays events a little and loses none'),
  },
  {
    mechanism: 'a frame carries the number that the socket was sent before',
    edits: [
      edit(
        `${live}/domain/session.ts`,
        '{ prev: this.sent, epoch: this.epoch }',
        '{ prev: this.cursor, epoch: this.epoch }',
      ),
    ],
    ...unit(
      'apps/gateway/src/realtime/domain/session.spec.ts',
      'chains over events that the client may not see, and says in the head that they are behind it',
    ),
  },
  {
    mechanism: 'a socket whose rights changed gets nothing before they are known',
    edits: [edit(`${live}/domain/session.ts`, 'this.isPaused = true;', '')],
    ...unit(
      'apps/gateway/src/realtime/domain/session.spec.ts',
      'sends nothing while it is paused, and a reset when the rights have changed',
    ),
  },
  {
    mechanism: 'a position of another epoch is a reset',
    edits: [edit(`${live}/domain/session.ts`, 'if (epoch !== this.epoch) return', 'if (!epoch) return')],
    ...unit(
      'apps/gateway/src/realtime/domain/session.spec.ts',
      'answers a resume that cannot be served with the reset',
    ),
  },
  {
    mechanism: 'a refresh whose answer did not arrive is answered again',
    edits: [
      edit('apps/gateway/src/sessions/domain/session-life.ts', 'isJustReplaced || isUnconfirmed', 'isJustReplaced'),
    ],
    ...integration('apps/gateway/test/lost-refresh.integration.spec.ts', 'is answered again a day later'),
  },
  {
    mechanism: 'a refresh is known to have been answered once its access token is used',
    edits: [edit('apps/gateway/src/auth/authentication.ts', 'this.confirmations.note(sessionId, rotatedAt);', '')],
    ...integration(
      'apps/gateway/test/lost-refresh.integration.spec.ts',
      'is not, once its answer is known to have arrived',
    ),
  },
  {
    mechanism: 'whom an event names shares no frame',
    edits: [edit(`${live}/domain/shared-frames.ts`, "? viewer.agentId : ''", "? '' : ''")],
    ...unit('apps/gateway/src/realtime/domain/shared-frames.spec.ts', 'gives whom an event names'),
  },
  {
    mechanism: 'a refresh token that was replaced ends the session',
    edits: [
      edit(
        'apps/gateway/src/sessions/domain/session-life.ts',
        "|| isUnconfirmed ? 'repeat' : 'reused';",
        "|| isUnconfirmed ? 'repeat' : 'repeat';",
      ),
    ],
    ...integration(
      'apps/gateway/test/sessions.integration.spec.ts',
      'with a token that was replaced ends the whole session, and its access tokens',
    ),
  },
];
