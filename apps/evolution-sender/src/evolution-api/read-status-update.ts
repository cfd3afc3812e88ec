import { isFields } from './read-answers.js';

/** What WhatsApp says about a message that we sent, by how far it got; `failed` is its ERROR. */
export type ReportedStatus = 'failed' | 'sent' | 'delivered' | 'read' | 'played';

export interface StatusUpdate {
  whatsappId: string;
  /** May be a LID, our own address, or absent. */
  remoteJid?: string;
  status: ReportedStatus;
}

const statuses: Record<string, ReportedStatus> = {
  ERROR: 'failed',
  SERVER_ACK: 'sent',
  DELIVERY_ACK: 'delivered',
  READ: 'read',
  PLAYED: 'played',
};

/** An element of `messages.update` or of `findStatusMessage`; undefined when it is not about a message of ours, or says nothing. */
export function readStatusUpdate(data: unknown): StatusUpdate | undefined {
  if (!isFields(data) || data['fromMe'] !== true) return undefined;
  const { keyId, remoteJid, status: word } = data;
  const status = typeof word === 'string' ? statuses[word] : undefined;
  if (typeof keyId !== 'string' || keyId === '' || status === undefined) return undefined;
  return { whatsappId: keyId, ...(typeof remoteJid === 'string' && remoteJid !== '' ? { remoteJid } : {}), status };
}
