import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSentMessage } from './read-sent-message.js';

const dataOf = (name: string): unknown => {
  const folder = join(import.meta.dirname, '../../../../../test/fixtures/evolution/webhooks');
  return (JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { data: unknown }).data;
};

describe('readSentMessage', () => {
  it('reads the recorded echoes of texts', () => {
    expect(readSentMessage(dataOf('send.message.text'))).toEqual({
      whatsappId: '3EB08DDF878039B70767C4',
      remoteJid: '5511987650123@s.whatsapp.net',
      text: 'Pode confirmar o endereço de entrega?',
      sentAt: new Date(1_761_588_360_000),
    });
    expect(readSentMessage(dataOf('send.message.text-quoted'))?.text).toEqual(expect.any(String));
  });

  it('reads times in two halves, and goes without one', () => {
    const key = { id: 'A', remoteJid: 'b@lid', fromMe: true };
    const record = { key, message: { conversation: 'x' }, messageTimestamp: { low: 1_700_000_000, high: 0 } };
    expect(readSentMessage(record)?.sentAt).toEqual(new Date(1_700_000_000_000));
    expect(readSentMessage({ ...record, messageTimestamp: undefined })?.sentAt).toBeNull();
  });

  it('leaves what is not ours, or no text', () => {
    expect(readSentMessage(dataOf('send.message.image'))).toBeUndefined();
    expect(readSentMessage(dataOf('messages.upsert.conversation'))).toBeUndefined();
    expect(readSentMessage(null)).toBeUndefined();
  });
});
