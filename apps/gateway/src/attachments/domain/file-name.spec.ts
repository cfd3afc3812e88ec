import { describe, expect, it } from 'vitest';
import { fileNameOf } from './file-name.js';

describe('fileNameOf', () => {
  it.each([
    ['Proposta nº 3.pdf', 'pdf', 'Proposta nº 3.pdf'],
    ['/etc/passwd', undefined, 'passwd.bin'],
    ['C:\\temp\\foto', 'jpg', 'foto.jpg'],
    ['a\u0000b\u202e.png', 'png', 'ab.png'],
    [undefined, 'ogg', 'file.ogg'],
    ['   ', undefined, 'file.bin'],
    ['.env', 'txt', '.env.txt'],
  ])('of %j with %j is %j', (given, extension, expected) => {
    expect(fileNameOf(given, extension)).toBe(expected);
  });

  it('keeps the ending of a name that is too long', () => {
    expect(fileNameOf(`${'x'.repeat(300)}.pdf`, 'pdf')).toBe(`${'x'.repeat(196)}.pdf`);
  });
});
