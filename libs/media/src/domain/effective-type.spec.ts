import { describe, expect, it } from 'vitest';
import { effectiveType } from './effective-type.js';

describe('effectiveType', () => {
  it.each([
    ['image/png', 'image/jpeg', 'image/png'],
    ['application/x-msdownload', 'image/jpeg', 'application/x-msdownload'],
    ['image/jpeg', null, 'image/jpeg'],
    ['image/jpeg', 'application/octet-stream', 'image/jpeg'],
    ['application/zip', 'application/octet-stream', 'application/zip'],
    ['application/zip', 'application/pdf', 'application/zip'],
  ])('believes the bytes (%s) more than the declaration (%s)', (detected, declared, expected) => {
    expect(effectiveType(detected, declared)).toBe(expected);
  });

  it.each([
    ['audio/ogg', 'audio/ogg; codecs=opus'],
    ['audio/opus', 'audio/ogg; codecs=opus'],
    ['video/mp4', 'audio/mp4'],
    ['application/zip', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['application/x-cfb', 'application/msword'],
    [undefined, 'text/csv; charset=utf-8'],
    [undefined, 'application/json'],
  ])('keeps a declaration that says more than %s: %s', (detected, declared) => {
    expect(effectiveType(detected, declared)).toBe(declared);
  });

  it.each(['image/jpeg', 'video/mp4', 'application/pdf', '', null])('does not take text for %s', (declared) => {
    expect(effectiveType(undefined, declared)).toBe('application/octet-stream');
  });
});
