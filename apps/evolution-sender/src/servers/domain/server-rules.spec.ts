import { describe, expect, it } from 'vitest';
import { isInsecure, isUnsupported, limitsOf } from './server-limits.js';
import { plainUrl, problemOfUrl } from './server-url.js';

describe("a server's address", () => {
  it.each(['https://evolution.example', 'https://10.0.0.1:8443/evolution/'])('may be %s', (url) => {
    expect(problemOfUrl(url, [])).toBeUndefined();
  });

  it.each([
    'ftp://evolution.example',
    'evolution.example',
    'https://user@evolution.example',
    'https://user:password@evolution.example',
    'https://evolution.example/?apikey=1',
    'https://evolution.example/#a',
    'http://evolution.example',
  ])('may not be %s', (url) => {
    expect(problemOfUrl(url, [])).toBeDefined();
  });

  it('may be unencrypted in a network that is allowed by name', () => {
    expect(problemOfUrl('http://evolution:8080', ['evolution'])).toBeUndefined();
  });

  it('is kept without its last slash', () => {
    expect(plainUrl('https://Evolution.example/')).toBe('https://evolution.example');
    expect(plainUrl('https://evolution.example/api/')).toBe('https://evolution.example/api');
  });
});

describe('what will not work', () => {
  const server = {
    baseUrl: 'https://evolution.example',
    trust: { kind: 'public' as const },
    version: '2.3.6',
    storesMessages: true,
  };

  it('is nothing for a present version with its store', () => {
    expect(limitsOf(server)).toEqual([]);
  });

  it('is named', () => {
    expect(limitsOf({ ...server, version: '2.2.3', storesMessages: false })).toEqual([
      'few-retries',
      'stores-no-messages',
    ]);
    expect(limitsOf({ ...server, version: null, storesMessages: null })).toEqual([
      'version-unknown',
      'storing-unknown',
    ]);
  });

  it('is insecure without a checked certificate, or without encryption', () => {
    expect(limitsOf({ ...server, trust: { kind: 'insecure' } })).toEqual(['insecure-tls']);
    expect(limitsOf({ ...server, baseUrl: 'http://evolution' })).toEqual(['plain-http']);
    expect(isInsecure(['insecure-tls'])).toBe(true);
    expect(isInsecure(['few-retries'])).toBe(false);
  });

  it('is everything for 1.x', () => {
    expect(['1.8.2', 'v1.0'].map(isUnsupported)).toEqual([true, true]);
    expect(['2.0.0', '2.3.6', 'main'].map(isUnsupported)).toEqual([false, false, false]);
  });
});
