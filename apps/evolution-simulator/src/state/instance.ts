import type { Group } from './group.js';
import type { StoredMessage } from './stored-message.js';

export type ConnectionState = 'open' | 'connecting' | 'close';

/** The row of an instance's hook, as `/webhook/set` and `/webhook/find` answer it. */
export interface WebhookRow {
  id: string;
  url: string;
  headers: Record<string, string> | null;
  enabled: boolean;
  events: string[];
  webhookByEvents: boolean;
  webhookBase64: boolean;
  createdAt: string;
  updatedAt: string;
  instanceId: string;
}

export interface Settings {
  rejectCall: boolean;
  msgCall: string;
  groupsIgnore: boolean;
  alwaysOnline: boolean;
  readMessages: boolean;
  readStatus: boolean;
  syncFullHistory: boolean;
  wavoipToken: string;
}

export interface QrCode {
  pairingCode: string | null;
  code: string;
  base64: string;
  count: number;
}

/** What the contacts do by themselves; null: they wait to be told. Milliseconds after WhatsApp accepted the message. */
export interface AutomaticBehaviour {
  serverAckAfterMs: number | null;
  deliverAfterMs: number | null;
  readAfterMs: number | null;
}

/** A send that WhatsApp took: the truth about what was really sent, and how often. */
export interface AcceptedSend {
  id: string;
  kind: string;
  text: string | null;
  to: string;
  /** ISO time. */
  at: string;
}

/** A contact of an instance, as Evolution stores it. */
export interface ContactRow {
  id: string;
  remoteJid: string;
  pushName: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface Instance {
  name: string;
  id: string;
  token: string;
  integration: string;
  number: string | null;
  /** What `connectionState` reads from memory. */
  state: ConnectionState;
  /** What `fetchInstances` reads from the database; the two can disagree. */
  storedState: ConnectionState;
  /** Whether a session was ever started since the instance was created. */
  started: boolean;
  linkedOnce: boolean;
  wuid?: string;
  /** After a log-out 2.3.6 hears no messages any more, until the instance is made anew or the process starts again. */
  deaf: boolean;
  profileName: string | null;
  qrCode: QrCode | null;
  /** QR codes shown so far; a scan does not begin a new count, the limit does. */
  qrCount: number;
  webhook: WebhookRow | null;
  /** The hook's base64 flag as it was when the instance connected. */
  base64: boolean;
  settings: Settings;
  settingsRowId: string;
  disconnection: { reasonCode: number; object: string; at: string } | null;
  automatic: AutomaticBehaviour;
  createdAt: string;
  updatedAt: string;
  contacts: ContactRow[];
  groups: Group[];
  messages: StoredMessage[];
  accepted: AcceptedSend[];
}
