import { describe, expect, it } from 'vitest';
import { RefreshTokens } from './refresh-token.js';

const sessionId = '0190d1f0-5b7a-7c3e-8f00-0123456789ab';
const tokens = new RefreshTokens('a key that is long enough for tests');

describe('refresh tokens', () => {
  it('name their session, and never repeat', () => {
    const [one, other] = [tokens.first(sessionId), tokens.first(sessionId)];
    expect(tokens.read(one.text)).toEqual(one);
    expect(one.sessionId).toBe(sessionId);
    expect(one.text).not.toBe(other.text);
    expect(one.fingerprint).not.toContain(one.text);
  });

  it('are followed by the same token however often one asks, on every replica', () => {
    const first = tokens.first(sessionId);
    const second = tokens.next(first);
    expect(new RefreshTokens('a key that is long enough for tests').next(first)).toEqual(second);
    expect(second.text).not.toBe(first.text);
    expect(tokens.next(second).text).not.toBe(second.text);
    expect(new RefreshTokens('another key').next(first).text).not.toBe(second.text);
  });

  it('that we did not issue are none', () => {
    const { text } = tokens.first(sessionId);
    const changed = Buffer.from(text, 'base64url');
    changed[20] = (changed[20] ?? 0) ^ 1;
    const other = new RefreshTokens('another key').first(sessionId).text;
    for (const made of ['', 'x', undefined, 7, `${text}AAAA`, text.slice(4), changed.toString('base64url'), other])
      expect(tokens.read(made)).toBeUndefined();
  });
});
