import type { InboundClass } from './topology.js';

/** Every event name that an Evolution server is known to send, in its dotted form. */
export const evolutionEvents = [
  'application.startup',
  'call',
  'chama-ai.action',
  'chats.delete',
  'chats.set',
  'chats.update',
  'chats.upsert',
  'connection.update',
  'contacts.set',
  'contacts.update',
  'contacts.upsert',
  'creds.update',
  'error',
  'group-participants.update',
  'groups.update',
  'groups.upsert',
  'instance.create',
  'instance.delete',
  'labels.association',
  'labels.edit',
  'logout.instance',
  'messages.delete',
  'messages.edited',
  'messages.set',
  'messages.update',
  'messages.upsert',
  'messaging-history.set',
  'presence.update',
  'qrcode.updated',
  'remove.instance',
  'send.message',
  'send.message.update',
  'status.instance',
  'typebot.change-status',
  'typebot.start',
] as const;
export type EvolutionEvent = (typeof evolutionEvents)[number];

/** Dotted, as bodies have it, and as paths do. */
const bySpelling = new Map<string, string>(
  evolutionEvents.flatMap((event) => [
    [event, event],
    [kebab(event), event],
  ]),
);

const longestName = 64;

/**
 * The dotted form of an event name in any spelling (`MESSAGES_UPSERT`, `messages-upsert`, `messages.upsert`).
 * A name nobody knows keeps its letters and digits, dotted, so that it is safe in a routing key; what is no name gives `unknown`.
 */
export function normaliseEvent(name: unknown): string {
  if (typeof name !== 'string' || name.length > longestName) return 'unknown';
  const known = bySpelling.get(name);
  if (known !== undefined) return known;
  const spelled = kebab(name.trim());
  const isName = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(spelled);
  return bySpelling.get(spelled) ?? (isName ? spelled.replaceAll('-', '.') : 'unknown');
}

/**
 * The queue class of an event: p0 what agents wait for, p1 what may come a little later (and whatever is not known),
 * p2 what may be dropped. Accepts any spelling of the name.
 */
export function classOf(event: unknown): InboundClass {
  const name = normaliseEvent(event);
  if (name === 'presence.update') return 'p2';
  // History comes in pages of thousands: it must never stand before a live message.
  if (name === 'messages.set') return 'p1';
  return urgent.some((pattern) => pattern.test(name)) ? 'p0' : 'p1';
}

/**
 * Whether an event says nothing that anybody here could use: `chats.*` name a chat, not what changed in it. Evolution is not asked for them,
 * but sends one beside every message to a hook that somebody set by hand. Takes the dotted form.
 */
export const saysNothing = (event: string): boolean => event.startsWith('chats.');

const urgent = [
  /^messages\./,
  /^send\.message(\.|$)/,
  /^connection\.update$/,
  /^call$/,
  /^qrcode\.updated$/,
  /^(status|logout|remove)\.instance$/,
  /^instance\./,
];

function kebab(name: string): string {
  return name.toLowerCase().replaceAll(/[._]/g, '-');
}
