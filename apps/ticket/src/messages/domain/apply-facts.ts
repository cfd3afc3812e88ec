import type { CallContent, MessageContent, MessageKind, MessageStatus, MessageWarning } from '@bkcrm/contracts';
import { compact, mergeCalls, mergeStatus } from '../../inbound/domain/index.js';
import type { OutboundStatus, ReportedStatus } from '../../inbound/domain/index.js';

/**
 * How facts about a message change it. Every rule is a maximum over a total order, so facts may arrive in any order,
 * twice, or before the message: the end is the same.
 */

/** Why a message failed that WhatsApp took and then refused. */
export const refusedByWhatsapp = 'whatsapp.refused';

export interface MessageState {
  kind: MessageKind;
  fromMe: boolean;
  text: string | null;
  content: MessageContent;
  status: MessageStatus;
  failure: { code: string; message: string } | null;
  warning: MessageWarning | null;
  editedAt: Date | null;
  /** Hash of the wording shown, once edited. */
  editHash: string | null;
  deletedAt: Date | null;
  sentAt: Date;
}

export type MessageChange =
  | { type: 'status'; status: ReportedStatus }
  | { type: 'edit'; text: string | null; content: MessageContent; editedAt: Date; hash: string }
  | { type: 'deletion'; at: Date }
  | { type: 'call'; call: CallContent; sentAt: Date };

/** The state after a change, or the very same object when the change says nothing new. */
export function applyChange(state: MessageState, change: MessageChange): MessageState {
  switch (change.type) {
    case 'status':
      return applyStatus(state, change.status);
    case 'edit':
      return applyEdit(state, change);
    case 'deletion':
      return state.deletedAt === null ? { ...state, deletedAt: change.at } : state;
    default:
      return applyCall(state, change);
  }
}

function applyStatus(state: MessageState, reported: ReportedStatus): MessageState {
  if (!state.fromMe || state.status === 'received') return state;
  const status = mergeStatus<OutboundStatus>(state.status, reported);
  // Whatever WhatsApp says, it has the message.
  if (status === state.status) return state.warning === null ? state : { ...state, warning: null };
  const failure = status === 'failed' ? { code: refusedByWhatsapp, message: 'WhatsApp refused the message' } : null;
  return { ...state, status, failure, warning: null };
}

function applyEdit(state: MessageState, edit: Extract<MessageChange, { type: 'edit' }>): MessageState {
  if (!isLater(edit, state)) return state;
  const content = editedContent(state.content, edit.content);
  return { ...state, text: edit.text, content, editedAt: edit.editedAt, editHash: edit.hash };
}

/** Who is mentioned goes with the wording; the file and what the message answers to stay, whatever an edit says or leaves out. */
function editedContent(current: MessageContent, edit: MessageContent): MessageContent {
  const { media, quoted, forwarded, ad, ephemeralSeconds, viewOnce, linkPreview } = current;
  const kept = { media, quoted, forwarded, ad, ephemeralSeconds, viewOnce, linkPreview };
  return compact({ ...current, ...edit, ...kept, mentions: edit.mentions });
}

function isLater(edit: { editedAt: Date; hash: string }, state: MessageState): boolean {
  if (state.editedAt === null) return true;
  if (Number(edit.editedAt) !== Number(state.editedAt)) return edit.editedAt > state.editedAt;
  return edit.hash > (state.editHash ?? '');
}

function applyCall(state: MessageState, { call, sentAt }: Extract<MessageChange, { type: 'call' }>): MessageState {
  const known = state.content.call;
  const merged =
    known === undefined ? { call, sentAt } : mergeCalls({ call: known, sentAt: state.sentAt }, { call, sentAt });
  const isSame =
    JSON.stringify(merged.call) === JSON.stringify(known) && Number(merged.sentAt) === Number(state.sentAt);
  return isSame ? state : { ...state, content: { ...state.content, call: merged.call }, sentAt: merged.sentAt };
}
