import * as broker from './broker.js';
import * as database from './database.js';
import { closeNumbers, loseWebhooks, simulate } from './evolution.js';
import type { Strike } from './fault.js';
import type { KindName } from './kinds.js';
import * as network from './network.js';
import * as processes from './processes.js';

const endpoint = 'message/sendText';
/** What Evolution answers when WhatsApp has the message and its own database does not. */
const notStored = { status: 400, error: 'Bad Request', response: { message: ['PrismaClientUnknownRequestError'] } };

/** How each kind of fault strikes. */
export const strikes: Record<KindName, Strike> = {
  kill: processes.kill,
  'kill-all': processes.killAll,
  freeze: processes.freeze,
  'rolling-restart': processes.rollingRestart,
  'clock-ahead': processes.setClock(1),
  'clock-behind': processes.setClock(-1),

  'broker-kill': broker.killBroker,
  'broker-restart': broker.restartBroker,
  'broker-memory-alarm': broker.memoryAlarm,
  'broker-disk-alarm': broker.diskAlarm,
  'broker-closes-connections': broker.closeConnectionsOf,
  'queue-deleted': broker.deleteQueue,
  'exchange-deleted': broker.deleteExchange,

  'database-restart': database.crashDatabase,
  'database-terminates-backends': database.terminateBackends,

  'network-cut': network.cut,
  'network-black-hole': network.blackHole,
  'network-latency': network.slowDown,

  'webhooks-duplicated': simulate({ action: 'duplicate', copies: 3, milliseconds: 300 }),
  'webhooks-reordered': simulate({ action: 'reorder', count: 5 }),
  'webhooks-late': simulate({ action: 'delay', milliseconds: 4_000 }),
  'webhooks-lost': loseWebhooks,

  'evolution-accepts-silently': simulate({ action: 'take-then-hang', endpoint }),
  'evolution-accepts-and-resets': simulate({ action: 'take-then-reset', endpoint }),
  'evolution-accepts-and-refuses': simulate({ action: 'take-then-respond', status: 400, body: notStored, endpoint }),
  'evolution-fails': simulate({ action: 'respond', status: 500, endpoint }),
  'evolution-hangs': simulate({ action: 'hang', endpoint }),
  'evolution-slow': simulate({ action: 'slow', milliseconds: 3_000, endpoint }),
  'evolution-tells-before-it-answers': simulate({ action: 'status-before-answer', endpoint }),
  'number-closes': closeNumbers,
};
