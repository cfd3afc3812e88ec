import { describe, expect, it } from 'vitest';
import { formatText, plainText, safeHref } from './format-text.js';

describe('formatText', () => {
  it('makes links of web addresses and leaves the punctuation outside', () => {
    expect(formatText('veja https://loja.example/a?b=1 (ou www.example.com).')).toEqual([
      { type: 'text', text: 'veja ' },
      { type: 'link', text: 'https://loja.example/a?b=1', href: 'https://loja.example/a?b=1' },
      { type: 'text', text: ' (ou ' },
      { type: 'link', text: 'www.example.com', href: 'https://www.example.com/' },
      { type: 'text', text: ').' },
    ]);
  });

  it('never makes a link of anything but http and https', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'])
      expect(formatText(text)).toEqual([{ type: 'text', text }]);
    expect(safeHref('javascript:alert(1)//http://x')).toBeNull();
  });

  it('reads WhatsApp’s marks, also inside each other', () => {
    expect(formatText('*a _b_* ~c~ ```d *e*```')).toEqual([
      {
        type: 'bold',
        pieces: [
          { type: 'text', text: 'a ' },
          { type: 'italic', pieces: [{ type: 'text', text: 'b' }] },
        ],
      },
      { type: 'text', text: ' ' },
      { type: 'struck', pieces: [{ type: 'text', text: 'c' }] },
      { type: 'text', text: ' ' },
      { type: 'code', pieces: [{ type: 'text', text: 'd *e*' }] },
    ]);
  });

  it('leaves marks inside words and addresses alone', () => {
    expect(formatText('2*3*4 snake_case_name')).toEqual([{ type: 'text', text: '2*3*4 snake_case_name' }]);
    expect(formatText('http://x.example/a_b_c')).toEqual([
      { type: 'link', text: 'http://x.example/a_b_c', href: 'http://x.example/a_b_c' },
    ]);
  });

  it('gives one plain line for previews', () => {
    expect(plainText('*Oi*\n\ntudo  bem?')).toBe('Oi tudo bem?');
  });
});
