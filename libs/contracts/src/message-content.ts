/**
 * The normalised content of a WhatsApp message: what agents see, whatever form Evolution delivered it in.
 * `text` of a message (see MessageResource) is what can be read or searched; `content` holds the rest, by kind.
 */

export const messageKinds = [
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'location',
  'live_location',
  'contacts',
  'poll',
  'reply_choice',
  'interactive',
  'order',
  'product',
  'group_invite',
  'event',
  'call',
  'placeholder',
  'unsupported',
] as const;
export type MessageKind = (typeof messageKinds)[number];

export interface MediaContent {
  /** MIME type as WhatsApp said, lower case, with parameters (`audio/ogg; codecs=opus`). */
  mimeType?: string;
  /** Bytes. */
  size?: number;
  fileName?: string;
  /** Pixels. */
  width?: number;
  height?: number;
  /** Playing time, seconds. */
  seconds?: number;
  pages?: number;
  /** Base64 JPEG preview from WhatsApp, at most a few kB. */
  thumbnail?: string;
  /** Voice notes: up to 64 values 0–100. */
  waveform?: number[];
  animated?: boolean;
  /** Where Evolution stored the decrypted file, when it did. */
  mediaUrl?: string;
  viewOnce?: boolean;
  gif?: boolean;
  /** A round video note. */
  round?: boolean;
}

export interface LocationContent {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
  url?: string;
  thumbnail?: string;
  /** Metres. */
  accuracy?: number;
}

export interface ContactCard {
  name: string;
  phones: { label?: string; number: string; whatsappId?: string }[];
  emails?: string[];
  organization?: string;
}

export interface PollContent {
  question: string;
  options: string[];
  /** How many may be chosen; 0 = any. */
  selectable: number;
}

/** A button, list, template or poll answer: what was chosen. The shown text is the message's `text`. */
export interface ChoiceContent {
  source: 'button' | 'list' | 'template' | 'flow' | 'poll';
  id?: string;
  description?: string;
  /** Flow answers: the raw parameters. */
  params?: Record<string, unknown>;
}

export interface InteractiveContent {
  source: 'buttons' | 'list' | 'template' | 'flow';
  title?: string;
  footer?: string;
  buttons: { id?: string; text: string; url?: string }[];
}

export interface OrderContent {
  orderId?: string;
  title?: string;
  itemCount?: number;
  /** In thousandths of the currency's unit, as WhatsApp gives it. */
  total1000?: number;
  currency?: string;
  token?: string;
}

export interface ProductContent {
  productId?: string;
  title?: string;
  description?: string;
  price1000?: number;
  currency?: string;
  url?: string;
  thumbnail?: string;
}

export interface GroupInviteContent {
  groupJid?: string;
  groupName?: string;
  code?: string;
  /** ISO 8601. */
  expiresAt?: string;
}

export interface EventContent {
  name?: string;
  description?: string;
  startsAt?: string;
  endsAt?: string;
  location?: string;
  cancelled?: boolean;
}

export interface CallContent {
  callId: string;
  video: boolean;
  group: boolean;
  outcome: 'offered' | 'accepted' | 'rejected' | 'missed' | 'ended';
}

/** Where a message quotes another. Matched to our own message by WhatsApp id; the preview serves until (or if never) found. */
export interface QuotedMessage {
  whatsappId: string;
  /** JID of the quoted author, as WhatsApp gave it. */
  participant?: string;
  kind: MessageKind;
  text: string | null;
  /** Set when the quote is from another chat, e.g. `status@broadcast`. */
  chat?: string;
}

export interface AdContext {
  title?: string;
  body?: string;
  sourceUrl?: string;
  sourceId?: string;
  sourceType?: string;
  clickId?: string;
  thumbnailUrl?: string;
}

/** Everything about a message besides its kind and text. Absent parts are left out. */
export interface MessageContent {
  media?: MediaContent;
  location?: LocationContent;
  contacts?: ContactCard[];
  poll?: PollContent;
  choice?: ChoiceContent;
  interactive?: InteractiveContent;
  order?: OrderContent;
  product?: ProductContent;
  groupInvite?: GroupInviteContent;
  event?: EventContent;
  call?: CallContent;
  quoted?: QuotedMessage;
  /** JIDs. */
  mentions?: string[];
  forwarded?: { score: number };
  ad?: AdContext;
  /** Seconds until it disappears. */
  ephemeralSeconds?: number;
  viewOnce?: boolean;
  /** `false`: a text that we send without a preview of its links. */
  linkPreview?: boolean;
  /** Kept for `unsupported` only: the content as it came, without binary fields. */
  raw?: Record<string, unknown>;
  /** `unsupported` and `placeholder`: WhatsApp's own name of the content. */
  rawType?: string;
}
