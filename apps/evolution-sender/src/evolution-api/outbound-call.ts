import type { CardToSend, OutboundContent, QuotedReference } from '@bkcrm/contracts';
import type { EvolutionCall } from './evolution-transport.js';

export interface MessageToSend {
  recipient: string;
  content: OutboundContent;
  quoted?: QuotedReference;
}

type OutboundCall = Pick<EvolutionCall, 'method' | 'route'> & {
  body: Record<string, unknown>;
  /** The property of the body that takes the file, in base64. */
  fileProperty?: string;
};

/** The call that sends a message or does an act, by kind. */
export function outboundCall({ recipient: number, content, quoted }: MessageToSend): OutboundCall {
  const common = { number, ...(quoted && { quoted: { key: quotedKey(quoted) } }) };
  switch (content.kind) {
    case 'text': {
      const preview = content.linkPreview === undefined ? {} : { linkPreview: content.linkPreview };
      return post('/message/sendText/{instance}', { ...common, text: content.text, ...preview });
    }
    case 'voice':
      // Evolution turns it into Ogg/Opus, and forgets a quote.
      return { ...post('/message/sendWhatsAppAudio/{instance}', { number, encoding: true }), fileProperty: 'audio' };
    case 'sticker':
      return { ...post('/message/sendSticker/{instance}', common), fileProperty: 'sticker' };
    case 'image':
    case 'video':
    case 'audio':
    case 'document': {
      const { kind: mediatype, mimeType: mimetype, fileName, caption } = content;
      const media = { ...common, mediatype, mimetype, fileName, ...(caption === undefined ? {} : { caption }) };
      return { ...post('/message/sendMedia/{instance}', media), fileProperty: 'media' };
    }
    case 'location': {
      const { latitude, longitude, name = '', address = '' } = content;
      return post('/message/sendLocation/{instance}', { ...common, latitude, longitude, name, address });
    }
    case 'contacts':
      return post('/message/sendContact/{instance}', { number, contact: content.contacts.map(card) });
    case 'reaction': {
      const { target, emoji } = content;
      return post('/message/sendReaction/{instance}', { key: targetKey(target), reaction: emoji });
    }
    case 'edit': {
      const { target, text } = content;
      return post('/chat/updateMessage/{instance}', { number, text, key: targetKey(target) });
    }
    default: {
      const route = '/chat/deleteMessageForEveryone/{instance}';
      return { method: 'DELETE', route, body: targetKey(content.target) };
    }
  }
}

const post = (route: string, body: Record<string, unknown>): OutboundCall => ({ method: 'POST', route, body });

const quotedKey = ({ whatsappId: id, remoteJid, fromMe }: QuotedReference): object => ({ id, remoteJid, fromMe });

function targetKey(target: Extract<OutboundContent, { kind: 'edit' }>['target']): Record<string, unknown> {
  const { whatsappId: id, remoteJid, fromMe, participant } = target;
  return { id, remoteJid, fromMe, ...(participant === undefined ? {} : { participant }) };
}

/** Evolution puts `wuid` behind `waid=` as it is: digits only. */
const card = ({ name, phone, organization, email }: CardToSend): object => ({
  fullName: name,
  phoneNumber: phone,
  wuid: phone.replaceAll(/\D/g, ''),
  ...(organization === undefined ? {} : { organization }),
  ...(email === undefined ? {} : { email }),
});
