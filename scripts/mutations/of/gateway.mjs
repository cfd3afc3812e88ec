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
        "if (fingerprint !== session.previousFingerprint) return 'reused';",
        "if (fingerprint !== session.previousFingerprint) return 'repeat';",
      ),
    ],
    ...integration(
      'apps/gateway/test/sessions.integration.spec.ts',
      'with a token that was replaced ends the whole session, and its access tokens',
    ),
  },
  {
    mechanism: 'a refresh token that is still new is left as it is',
    edits: [edit('apps/gateway/src/sessions/domain/session-life.ts', "isJustReplaced ? 'keep'", "false ? 'keep'")],
    ...integration(
      'apps/gateway/test/sessions.integration.spec.ts',
      'by a tab with the fresh token leaves it to those whose answers come late',
    ),
  },
  {
    mechanism: 'logins that fail at once are counted one after the other',
    edits: [edit('apps/gateway/src/auth/login-throttle.ts', 'COLLATE "C" FOR UPDATE', 'COLLATE "C"')],
    ...integration(
      'apps/gateway/test/login-throttle.integration.spec.ts',
      'has none more either when all come at once',
    ),
  },
  {
    mechanism: 'a client whose session ended on its way in is not let in',
    edits: [
      edit(`${live}/live-clients.ts`, 'this.sessions.isKnownOver(client.sessionId)', 'client.sessionId.length === 0'),
    ],
    ...unit(`${live}/live-clients.spec.ts`, 'does not let in a client whose session ended on the way'),
  },
  {
    mechanism: 'a command that does not say who may give it is refused to everybody',
    edits: [
      edit(
        `${live}/commands/socket-commands.ts`,
        '(requirement !== undefined && may(client.agent, requirement))',
        'requirement === undefined || may(client.agent, requirement)',
      ),
    ],
    ...unit(
      `${live}/commands/socket-commands.spec.ts`,
      'is refused to whoever may not give it, and to everybody when it does not say who may',
    ),
  },
  {
    mechanism: 'a payload is only let in when it obeys every rule',
    edits: [
      edit(
        'apps/gateway/src/http/plain-validity.ts',
        'rules.every((passes) => passes(object, value))',
        'rules.some((passes) => passes(object, value))',
      ),
    ],
    ...unit('apps/gateway/src/http/plain-validity.spec.ts', 'is what class-validator objects to, no more and no less'),
  },
  {
    mechanism: 'a client that does not read is cut off',
    edits: [edit(`${live}/live-clients.ts`, 'client.stalledFor > mostStalledMs || ', '')],
    ...integration(
      'apps/gateway/test/slow-sockets.integration.spec.ts',
      'hold up nobody and fill no memory; those that read again go on, the others are cut off and resume',
    ),
  },
  {
    mechanism: 'a socket waits for its next frame only when it had one lately',
    edits: [
      edit(
        `${live}/serving.ts`,
        'client.lastFrameAt = began;',
        'for (const one of this.clients) one.lastFrameAt = began;',
      ),
    ],
    ...unit(`${live}/serving.spec.ts`, 'serves at once who had nothing lately, whatever the others had'),
  },
  {
    mechanism: 'ticks wait for company, and nothing else does',
    edits: [
      edit(`${live}/serving.ts`, 'else client.patientUntil = patientUntil;', 'else client.patientUntil = -Infinity;'),
    ],
    ...unit(`${live}/serving.spec.ts`, 'serves after half a second what may wait'),
  },
  {
    mechanism: 'so many changes of conversations are held in all',
    edits: [
      edit('apps/gateway/src/message-cache/conversation-changes.ts', 'if (this.held > mostHeld) this.letGo();', ''),
    ],
    ...unit('apps/gateway/src/message-cache/conversation-changes.spec.ts', 'holds so many events in all'),
  },
  {
    mechanism: 'frames become rarer when they cost more',
    edits: [edit(`${live}/serving.ts`, 'this.record(performance.now() - began)', 'this.record(0)')],
    ...unit(`${live}/serving.spec.ts`, 'serves less often the longer it takes, so that it takes its share of the time'),
  },
  {
    mechanism: 'a replica that stops lets go of its clients over some seconds',
    edits: [edit(`${live}/move-clients-over.ts`, 'const most = 20;', 'const most = 2_000;')],
    ...unit(`${live}/move-clients-over.spec.ts`, 'over some seconds, and never more than 400 in one'),
  },
  {
    mechanism: 'new sockets are let in at a bounded rate',
    edits: [edit('apps/gateway/src/limits/handshake-limit.ts', 'if (taken !== undefined) return;', 'return;')],
    ...unit('apps/gateway/src/limits/handshake-limit.spec.ts', 'lets so many sockets in at once and a second'),
  },
  {
    mechanism: 'who missed more events than are caught up with loads afresh',
    edits: [edit(`${live}/domain/session.ts`, ' || this.log.position - seq > mostMissed', '')],
    ...integration(
      'apps/gateway/test/long-offline.integration.spec.ts',
      'for as long as is still caught up with gets everything, and for one event more a reset',
    ),
  },
  {
    mechanism: 'a ticket without a department is everybody’s',
    edits: [edit('libs/read-model/src/scope.ts', 't.department_id IS NULL OR ', '')],
    ...integration(
      'apps/gateway/test/visibility.integration.spec.ts',
      'is visible to every agent, in the list and as it comes, and counts as unassigned until somebody has it',
    ),
  },
  {
    mechanism: 'a cached page takes in what happened since',
    edits: [edit('apps/gateway/src/message-cache/conversation-changes.ts', 'changes.events.push(event);', '')],
    ...integration(
      'apps/gateway/test/message-cache.integration.spec.ts',
      'are never older than what was committed before they were asked for',
    ),
  },
  {
    mechanism: 'messages that were read are read from the cache',
    edits: [edit('apps/gateway/src/message-cache/message-cache.ts', 'if (isKeepable(page)) ', 'if (!page) ')],
    ...integration(
      'apps/gateway/test/message-cache.integration.spec.ts',
      'are read once, and then come from the cache',
    ),
  },
  {
    mechanism: 'each bucket of tokens runs out',
    edits: [edit('apps/gateway/src/limits/memory-rate-limits.ts', 'isAllowed: taken !== undefined', 'isAllowed: true')],
    ...integration(
      'apps/gateway/test/limits.integration.spec.ts',
      'of one agent: a burst gets through, the rest is refused with when to come again',
    ),
  },
];
