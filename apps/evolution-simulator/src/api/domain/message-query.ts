import type { StoredMessage } from '../../state/stored-message.js';

export interface MessageQuery {
  where?: {
    key?: { id?: string; remoteJid?: string; fromMe?: boolean; participant?: string };
    messageType?: string;
    source?: string;
    messageTimestamp?: { gte?: string; lte?: string };
  };
  page?: number;
  offset?: number;
}

/** Whether `/chat/findMessages` finds the message. `fromMe: false` filters nothing, and a time counts only with both ends. */
export function matchesQuery(message: StoredMessage, where: NonNullable<MessageQuery['where']>): boolean {
  const { key = {}, messageType, source, messageTimestamp: time } = where;
  return (
    (key.id === undefined || message.key.id === key.id) &&
    (key.remoteJid === undefined ||
      message.key.remoteJid === key.remoteJid ||
      message.key.remoteJidAlt === key.remoteJid) &&
    (key.fromMe !== true || message.key.fromMe) &&
    (key.participant === undefined || message.key.participant === key.participant) &&
    (messageType === undefined || message.messageType === messageType) &&
    (source === undefined || message.source === source) &&
    (time?.gte === undefined ||
      time.lte === undefined ||
      (message.messageTimestamp >= seconds(time.gte) && message.messageTimestamp <= seconds(time.lte)))
  );
}

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1_000);
