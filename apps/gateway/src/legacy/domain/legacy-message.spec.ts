import type { MessageResource } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { toLegacyMessage } from './legacy-message.js';

function aMessage(overrides: Partial<MessageResource> = {}): MessageResource {
  return {
    id: 'm',
    ticketId: 'earlier',
    direction: 'in',
    kind: 'text',
    text: 'hello',
    status: 'received',
    failure: null,
    sentAt: '2026-01-02T03:04:05.000Z',
    whatsappId: 'w',
    clientId: null,
    author: null,
    participant: null,
    attachment: null,
    editedAt: null,
    deletedAt: null,
    ...overrides,
  } as MessageResource;
}

describe('a message for the old front end', () => {
  it('of a customer says everywhere that it is the customer’s, in the ticket that was asked about', () => {
    expect(toLegacyMessage(aMessage(), 't')).toMatchObject({
      id: 'm',
      ticket_id: 't',
      ticketId: 't',
      content: 'hello',
      sender: 'client',
      sender_id: null,
      sender_name: 'Cliente',
      senderName: 'Cliente',
      is_internal: false,
      isInternal: false,
      created_at: '2026-01-02T03:04:05.000Z',
      timestamp: '2026-01-02T03:04:05.000Z',
      type: 'text',
      metadata: { is_from_client: true, is_from_whatsapp: true, whatsapp_message_id: 'w', status: 'received' },
    });
  });

  it.each([
    ['an agent', { id: 'a', name: 'Ana' }, 'a', 'Ana', false],
    ['the phone', null, null, 'WhatsApp', true],
  ])('of ours says that it is ours, and whether it came from %s', (_who, author, id, name, isFromWhatsapp) => {
    expect(toLegacyMessage(aMessage({ direction: 'out', author }), 't')).toMatchObject({
      sender: 'agent',
      sender_id: id,
      sender_name: name,
      metadata: { is_from_client: false, is_from_whatsapp: isFromWhatsapp },
    });
  });

  it('in a group has the name of who wrote it', () => {
    const participant = { jid: 'x', name: 'Rui' };
    expect(toLegacyMessage(aMessage({ participant }), 't').sender_name).toBe('Rui');
  });

  const fileName = { fileName: 'plan.pdf' } as MessageResource['attachment'];
  it.each([
    [{ kind: 'image', text: 'a cat' }, 'image', '[Imagem] a cat'],
    [{ kind: 'voice', text: null }, 'audio', '[Áudio]'],
    [{ kind: 'document', text: null, attachment: fileName }, 'document', '[Documento] plan.pdf'],
    [{ kind: 'location', text: null }, 'text', '[Localização]'],
    [{ kind: 'unsupported', text: null }, 'text', '[Mensagem não suportada]'],
    [{ kind: 'text', text: '' }, 'text', '[Mensagem não suportada]'],
    [{ deletedAt: 'now', kind: 'image', text: null }, 'image', '[Mensagem apagada]'],
  ] as const)('always has content: %o', (overrides, type, content) => {
    expect(toLegacyMessage(aMessage(overrides), 't')).toMatchObject({ type, content });
  });
});
