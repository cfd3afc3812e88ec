import { describe, expect, it } from 'vitest';
import { mentions } from './mentions.js';

describe('a text mentions', () => {
  const words = new Set(['5511987650123', '3EB0C431C26A1916E07E', '0199c2c5-7c2a-7b0e-9d6b-0f2b6a9d4f11']);

  it.each([
    '{"remoteJid":"5511987650123@s.whatsapp.net"}',
    'phone:5511987650123',
    '5511987650123:12@s.whatsapp.net',
    '{"id":"3EB0C431C26A1916E07E"}',
    '{"ticketId":"0199c2c5-7c2a-7b0e-9d6b-0f2b6a9d4f11"}',
  ])('what it names: %s', (text) => expect(mentions(text, words)).toBe(true));

  it.each(['95511987650123', '5511987650123-1600000000@g.us', '551198765012', ''])('nothing else: %s', (text) =>
    expect(mentions(text, words)).toBe(false),
  );
});
