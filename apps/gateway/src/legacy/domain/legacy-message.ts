import type { MessageKind, MessageResource } from '@bkcrm/contracts';

/** A message as the old front end knows it: its table's row, and the second spelling that some of its parts read. Times are ISO 8601. */
export interface LegacyMessage {
  id: string;
  ticket_id: string;
  ticketId: string;
  /** Never empty: the old front end drops what has none. */
  content: string;
  sender: 'client' | 'agent';
  /** Null for a customer, and for what was typed on the phone. */
  sender_id: string | null;
  sender_name: string;
  senderName: string;
  is_internal: false;
  isInternal: false;
  created_at: string;
  timestamp: string;
  type: string;
  file_url: string | null;
  file_name: string | null;
  file_size: number | null;
  file_type: string | null;
  metadata: Record<string, unknown>;
}

/** What the old front end calls each kind of file, and what it shows in front of the caption. */
const files: Partial<Record<MessageKind, { type: string; label: string }>> = {
  image: { type: 'image', label: '[Imagem]' },
  sticker: { type: 'image', label: '[Figurinha]' },
  video: { type: 'video', label: '[Vídeo]' },
  audio: { type: 'audio', label: '[Áudio]' },
  voice: { type: 'audio', label: '[Áudio]' },
  document: { type: 'document', label: '[Documento]' },
};

const labels: Partial<Record<MessageKind, string>> = {
  location: '[Localização]',
  live_location: '[Localização]',
  contacts: '[Contato]',
  call: '[Chamada]',
};

/**
 * @param ticketId the one that was asked about: the history of the conversation is shown in it, and the old front end drops what names
 * another one
 */
export function toLegacyMessage(message: MessageResource, ticketId: string): LegacyMessage {
  const isFromClient = message.direction === 'in';
  const name = nameOf(message);
  const { attachment } = message;
  return {
    id: message.id,
    ticket_id: ticketId,
    ticketId,
    content: contentOf(message),
    sender: isFromClient ? 'client' : 'agent',
    sender_id: message.author?.id ?? null,
    sender_name: name,
    senderName: name,
    is_internal: false,
    isInternal: false,
    created_at: message.sentAt,
    timestamp: message.sentAt,
    type: files[message.kind]?.type ?? 'text',
    file_url: attachment?.url ?? null,
    file_name: attachment?.fileName ?? null,
    file_size: attachment?.size ?? null,
    file_type: attachment?.mimeType ?? null,
    metadata: {
      is_from_client: isFromClient,
      is_from_whatsapp: message.author === null,
      whatsapp_message_id: message.whatsappId,
      client_id: message.clientId,
      status: message.status,
      failure: message.failure,
      edited_at: message.editedAt,
      deleted_at: message.deletedAt,
    },
  };
}

function contentOf({ kind, text, attachment, deletedAt }: MessageResource): string {
  if (deletedAt !== null) return '[Mensagem apagada]';
  const label = files[kind]?.label ?? labels[kind];
  const words = text !== null && text !== '' ? text : (attachment?.fileName ?? '');
  if (label !== undefined) return words === '' ? label : `${label} ${words}`;
  return words === '' ? '[Mensagem não suportada]' : words;
}

function nameOf({ direction, author, participant }: MessageResource): string {
  if (direction === 'in') return participant?.name ?? 'Cliente';
  return author?.name ?? 'WhatsApp';
}
