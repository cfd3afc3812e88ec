import type { CallContent } from '@bkcrm/contracts';
import { contentHash } from './content-hash.js';
import type { JsonRecord } from './evolution-values.js';
import { asRecord, field, flagField, readMilliseconds } from './evolution-values.js';
import { identityOf } from './identity.js';
import type { InboundFact } from './inbound-fact.js';
import { malformed } from './inbound-fact.js';
import type { InboundChat } from './inbound-message.js';
import type { Jid } from './jid.js';
import { parseJid } from './jid.js';
import { readId, senderKeyOf } from './message-key.js';
import { participantOf } from './participant.js';
import type { WebhookContext } from './webhook-context.js';

/** Lowest first: of two outcomes the stronger one is the truth, since a call that was answered also ends. */
const outcomes = [
  'offered',
  'ended',
  'missed',
  'rejected',
  'accepted',
] as const satisfies readonly CallContent['outcome'][];

const outcomeByStatus = new Map<unknown, CallContent['outcome']>([
  ['accept', 'accepted'],
  ['reject', 'rejected'],
  ['timeout', 'missed'],
  ['terminate', 'ended'],
]);

/** A call's part of a message that its repeated events may change. */
export interface MergeableCall {
  call: CallContent;
  sentAt: Date;
}

/** One call out of two of its events, the same in whichever order they come: strongest outcome, earliest time. */
export function mergeCalls(one: MergeableCall, other: MergeableCall): MergeableCall {
  const outcome = outcomes[Math.max(outcomes.indexOf(one.call.outcome), outcomes.indexOf(other.call.outcome))];
  return {
    call: {
      callId: one.call.callId,
      video: one.call.video || other.call.video,
      group: one.call.group || other.call.group,
      outcome: outcome ?? one.call.outcome,
    },
    sentAt: one.sentAt <= other.sentAt ? one.sentAt : other.sentAt,
  };
}

/** Reads one event of a call into a message with an id of its own making, `call:<id>`. */
export function readCall(element: unknown, { own, receivedAt }: WebhookContext): InboundFact {
  const record = asRecord(element);
  const callId = readId(record, 'id');
  if (!record || callId === null) return malformed('call without an id');
  const caller = parseJid(field(record, 'from'));
  const fromMe = own.includes(caller);
  const chat = chatOf(record, caller, fromMe);
  if (!chat) return malformed('call from nobody');

  const author = fromMe ? null : identityOf([caller, parseJid(field(record, 'chatId'))]);
  const group = chat.kind === 'group' || flagField(record, 'isGroup');
  const outcome = outcomeByStatus.get(field(record, 'status')) ?? 'offered';
  const content = { call: { callId, video: flagField(record, 'isVideo'), group, outcome } };
  const participant = chat.kind === 'group' ? participantOf({ author }, null) : null;
  return {
    type: 'call',
    message: {
      whatsappId: `call:${callId}`,
      fromMe,
      chat,
      ...(participant ? { participant } : {}),
      pushName: null,
      kind: 'call',
      text: null,
      textTruncated: false,
      content,
      sentAt: readMilliseconds(field(record, 'date')) ?? receivedAt,
      source: 'unknown',
      contentHash: contentHash({ kind: 'call', text: null, content }),
      senderKey: senderKeyOf({ fromMe, author, chat }),
    },
  };
}

function chatOf(record: JsonRecord, caller: Jid | null, fromMe: boolean): InboundChat | null {
  const group = parseJid(field(record, 'groupJid'));
  if (group?.kind === 'group') return { kind: 'group', groupJid: group.jid, address: group.jid };
  const chat = parseJid(field(record, 'chatId'));
  const peer = identityOf(fromMe ? [chat] : [caller, chat]);
  const address = fromMe ? chat?.jid : (caller ?? chat)?.jid;
  return peer && address !== undefined ? { kind: 'person', ...peer, address } : null;
}
