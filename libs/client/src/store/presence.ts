import type {
  MessageResource,
  NoticeResource,
  NoticesSeen,
  PresenceNews,
  QrCodeOffer,
  Signal,
  SystemResource,
} from '@bkcrm/contracts';
import { applyPresence } from './agent-presence.js';
import { applyNotice, applyNoticesSeen, applySystem } from './notices.js';
import { applyQrCode } from './qr-codes.js';
import { withEntry, withoutEntry } from './state.js';
import type { ClientState } from './state.js';
import { applyTyping, applyViewing } from './viewers.js';

/** WhatsApp repeats "typing" while it goes on; without news it has ended. */
const presenceMs = 20_000;

export function applySignal(state: ClientState, { type, data }: Signal, now: number): ClientState {
  if (type === 'number.qr-code') return applyQrCode(state, data as QrCodeOffer);
  if (type === 'agents.presence') return applyPresence(state, data as PresenceNews);
  if (type === 'notice.changed') return applyNotice(state, data as NoticeResource);
  if (type === 'notices.seen') return applyNoticesSeen(state, data as NoticesSeen);
  if (type === 'system.status') return applySystem(state, data as SystemResource);
  if (type === 'agent.viewing') return applyViewing(state, data as Parameters<typeof applyViewing>[1], now);
  if (type === 'agent.typing') return applyTyping(state, data as Parameters<typeof applyTyping>[1], now);
  if (type !== 'contact.presence') return state;
  const { ticketId, state: presence } = data as { ticketId: string; state: string };
  return { ...state, presence: withEntry(state.presence, ticketId, { state: presence, at: now }) };
}

/** Whoever wrote has stopped writing. */
export function endPresence(state: ClientState, { direction, ticketId }: MessageResource): ClientState {
  if (direction !== 'in' || ticketId === null) return state;
  return { ...state, presence: withoutEntry(state.presence, ticketId) };
}

/** What the contact is doing right now, as far as anybody knows. */
export function presenceOf(state: ClientState, ticketId: string, now: number): string | null {
  const presence = state.presence.get(ticketId);
  return presence !== undefined && now - presence.at < presenceMs ? presence.state : null;
}
