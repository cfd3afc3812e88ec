import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isReceivedMessage } from './is-received-message.js';

const folder = 'test/fixtures/evolution/webhooks';
const recorded = readdirSync(folder)
  .filter((name) => name.startsWith('messages.upsert'))
  .map((name) => ({ name, content: readFileSync(join(folder, name)) }));
const judge = (content: string, event = 'messages.upsert'): boolean => isReceivedMessage(event, Buffer.from(content));

describe('whether a webhook is a message of a contact and nothing else', () => {
  it('is certain of most that were recorded, and of none that we sent', () => {
    const certain = recorded.filter(({ content }) => isReceivedMessage('messages.upsert', content));
    const sent = recorded.filter(({ content }) => /"fromMe"\s*:\s*true/.test(String(content)));
    expect(certain.length).toBeGreaterThan(recorded.length / 2);
    expect(sent.length).toBeGreaterThan(0);
    expect(certain.filter((one) => sent.includes(one))).toEqual([]);
  });

  it('takes blanks as they come, and a message that quotes the words', () => {
    expect(judge('{"data":{"key":{"fromMe" :\n\t false}}}')).toBe(true);
    expect(judge(JSON.stringify({ data: { key: { fromMe: false }, text: '"fromMe":true' } }))).toBe(true);
  });

  it.each([
    ['what we sent', '{"data":{"key":{"fromMe":true}}}'],
    ['more than one message', '{"data":[{"key":{"fromMe":false}},{"key":{"fromMe":false}}]}'],
    [
      'a message about another',
      '{"data":{"key":{"fromMe":false},"message":{"reactionMessage":{"key":{"fromMe":true}}}}}',
    ],
    ['a message that does not say', '{"data":{"key":{"id":"A"}}}'],
    ['something else in place of yes or no', '{"data":{"key":{"fromMe":"false"}}}'],
    ['a longer word', '{"data":{"key":{"fromMe":falsehood}}}'],
    ['nothing', ''],
  ])('is not certain of %s', (_what, content) => {
    expect(judge(content)).toBe(false);
  });

  it('looks into no other event', () => {
    expect(judge('{"data":{"key":{"fromMe":false}}}', 'messages.edited')).toBe(false);
  });
});
