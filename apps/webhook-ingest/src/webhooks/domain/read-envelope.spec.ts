import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEnvelope } from './read-envelope.js';

const read = (body: string | Buffer, path = 'unknown') => {
  const { event, instance, content } = readEnvelope(Buffer.from(body), path);
  return { event, instance, content: content.toString() };
};

const withoutKeys = (key: string, value: unknown): unknown => (key.toLowerCase() === 'apikey' ? null : value);

describe('readEnvelope', () => {
  it('takes the event from the body, else from the path', () => {
    expect(read('{"event":"MESSAGES_UPSERT","instance":"i"}', 'call')).toMatchObject({ event: 'messages.upsert' });
    expect(read('{"instance":"i","data":{"event":"call"}}', 'messages.update')).toMatchObject({
      event: 'messages.update',
      instance: 'i',
    });
    expect(read('{"event":7}', 'call').event).toBe('call');
    expect(read('{"data":1}').event).toBe('unknown');
  });

  it('leaves everything but credentials as it came, byte for byte', () => {
    const before =
      '{ "event":"messages.upsert", "data":{"length":9007199254740993,"x":1e999,"t":"\\u0000\\ud800"}, "apikey":"SECRET" }';
    expect(read(before).content).toBe(before.replace('"SECRET"', 'null'));
  });

  it('does not copy what holds no credential', () => {
    const body = Buffer.from('{"event":"call","data":{"a":1},"apikey":null}');
    expect(readEnvelope(body, 'unknown').content.buffer).toBe(body.buffer);
  });

  it.each([
    ['{"apikey":"SECRET","event":"call"}', '{"apikey":null,"event":"call"}'],
    ['{"api\\u006bey":"SECRET"}', '{"api\\u006bey":null}'],
    ['{"apikey":"SEC\\"RET","apikey":"SECRET"}', '{"apikey":null,"apikey":null}'],
    ['{"event":"error","api_key" : "SECRET"}', '{"event":"error","api_key" : null}'],
    ['{"data":{"session":{"parameters":{"apiKey":"SECRET"}}}}', '{"data":{"session":{"parameters":{"apiKey":null}}}}'],
    ['{"apikey":{"a":["SECRET","}"]},"b":1}', '{"apikey":null,"b":1}'],
    ['[{"apikey":"SECRET"}]', '[{"apikey":null}]'],
    ['{"event":"call","apikey":"SECRET","data":{"half', '{"event":"call","apikey":null,"data":{"half'],
    ["{'apikey': 'SECRET'", "{'apikey': null"],
    ['apikey=SECRET&a=1', 'apikey=null&a=1'],
    ['{"data":1,"apikey":"SECRET', '{"data":1,"apikey":null'],
  ])('strips the credential of %s', (before, after) => {
    expect(read(before).content).toBe(after);
  });

  it('does not take a text for a credential', () => {
    const body = String.raw`{"data":{"message":"my \"apikey\": \"x\"","list":["apikey","b"]}}`;
    expect(read(body).content).toBe(body);
  });

  it('reads bodies that would break a parser, and keeps what is no JSON', () => {
    const deep = `{"event":"call","data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(read(deep)).toMatchObject({ event: 'call', content: deep });
    expect(read('{"__proto__":{"event":"x"},"event":"call"}').event).toBe('call');
    expect(read('\uFEFF{"event":"call"}')).toMatchObject({ event: 'call', content: '{"event":"call"}' });
    for (const garbage of ['', 'x', '{', '}', '{"event":"call"', '"', '{"a', '[[}']) {
      expect(read(garbage, 'messages.upsert')).toEqual({
        event: 'messages.upsert',
        instance: undefined,
        content: garbage,
      });
    }
    expect(readEnvelope(Buffer.from([0xff, 0xfe, 0x00]), 'unknown').content).toEqual(Buffer.from([0xff, 0xfe, 0x00]));
  });

  it('takes the last of two events, as a parser does, and no instance of absurd length', () => {
    expect(read('{"event":"call","event":"presence.update"}').event).toBe('presence.update');
    expect(read(`{"event":"call","instance":"${'x'.repeat(300)}"}`).instance).toBeUndefined();
  });

  const folder = 'test/fixtures/evolution/webhooks';
  it.each(readdirSync(folder).filter((name) => name !== 'index.json'))('reads what a parser reads in %s', (name) => {
    const body = readFileSync(`${folder}/${name}`);
    const parsed = JSON.parse(body.toString()) as { event?: string; instance?: string };
    const { event, instance, content } = readEnvelope(body, 'unknown');
    expect(event).toBe(parsed.event ?? 'unknown');
    expect(instance).toBe(parsed.instance);
    expect(JSON.parse(content.toString())).toEqual(JSON.parse(body.toString(), withoutKeys));
  });
});
