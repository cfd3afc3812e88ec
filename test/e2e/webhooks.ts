/** Webhooks as Evolution posts them, for when a test needs more than a customer who types. */

let counter = 0;

/** A customer's text: the `data` of `messages.upsert`. */
export function aText({
  phone = '5511987650123',
  text,
  id,
  fromMe = false,
}: { phone?: string; text?: string; id?: string; fromMe?: boolean } = {}) {
  counter += 1;
  return {
    key: {
      remoteJid: `${phone}@s.whatsapp.net`,
      fromMe,
      id: id ?? `3EB0${String(counter).padStart(16, '0')}`,
      participant: '',
      addressingMode: 'pn',
    },
    pushName: `Customer ${phone.slice(-4)}`,
    status: fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK',
    message: { conversation: text ?? `message ${counter}` },
    messageType: 'conversation',
    messageTimestamp: Math.floor(Date.now() / 1000),
    instanceId: '7d0c1b52-7a54-4f0e-9c8b-2f6b3e1d9a40',
    source: 'android',
  };
}
