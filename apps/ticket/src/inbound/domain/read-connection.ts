import type { NumberState } from '@bkcrm/contracts';
import { httpUrl } from './content/safe-url.js';
import { compact } from './content/compact.js';
import { asRecord, field, readNumber, recordField, textField } from './evolution-values.js';
import type { ConnectionFact, InboundFact, QrCodeFact } from './inbound-fact.js';
import { malformed } from './inbound-fact.js';
import { parseJid } from './jid.js';
import { cleanLine } from './json-text.js';

const stateByWord = new Map<unknown, NumberState>([
  ['open', 'open'],
  ['connecting', 'connecting'],
  ['close', 'close'],
  ['closed', 'close'],
  // The last QR code ran out unread.
  ['refused', 'close'],
]);

/** Reads connection.update. */
export function readConnection(data: unknown, instance: string): InboundFact {
  const record = asRecord(data);
  const state = stateByWord.get(field(record, 'state'));
  if (!record || !state) return malformed('connection without a known state');
  const fact: ConnectionFact = {
    type: 'connection',
    instance,
    state,
    reason: readNumber(field(record, 'statusReason')),
    ownerJid: parseJid(field(record, 'wuid'))?.jid,
    profileName: cleanLine(field(record, 'profileName')) ?? undefined,
    avatarUrl: httpUrl(field(record, 'profilePictureUrl')),
  };
  return compact(fact);
}

/** Reads status.instance, logout.instance, remove.instance and instance.*, whose `data` may be null: their name says it all. */
export function readLifecycle(event: string, data: unknown, instance: string): InboundFact {
  const record = asRecord(data);
  const reason = readNumber(field(record, 'disconnectionReasonCode'));
  const told = stateByWord.get(field(record, 'status'));
  return { type: 'connection', instance, state: told ?? stateAfter(event), reason };
}

function stateAfter(event: string): NumberState {
  if (event === 'remove.instance' || event === 'instance.delete') return 'missing';
  return event === 'logout.instance' ? 'close' : 'unknown';
}

/** How long WhatsApp accepts a QR code, generously. */
const qrLifetime = 60_000;

/** Reads qrcode.updated: a code with its lifetime, or that no more will be offered. */
export function readQrCode(data: unknown, instance: string, receivedAt: Date): InboundFact {
  const record = asRecord(data);
  if (!record) return malformed('QR code is not an object');
  const expiresAt = new Date(receivedAt.getTime() + qrLifetime);
  const qrcode = recordField(record, 'qrcode');
  const code = textField(qrcode, 'code', 4_096);
  const fact: QrCodeFact = { type: 'qrcode', instance, qr: null, expiresAt };
  if (code === undefined) return fact;
  fact.qr = { code, image: readImage(qrcode), pairingCode: cleanLine(field(qrcode, 'pairingCode'), 40) };
  return fact;
}

function readImage(qrcode: ReturnType<typeof asRecord>): string | null {
  const image = textField(qrcode, 'base64', 262_144);
  return image && /^data:image\/png;base64,[A-Za-z0-9+/=]+$/.test(image) ? image : null;
}
