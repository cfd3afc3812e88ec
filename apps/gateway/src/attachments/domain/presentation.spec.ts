import { describe, expect, it } from 'vitest';
import { presentationOf } from './presentation.js';

describe('presentationOf', () => {
  it.each(['image/jpeg', 'audio/ogg; codecs=opus', 'video/mp4', 'application/pdf', 'IMAGE/PNG'])(
    'shows %s in place',
    (type) => {
      const { contentType, contentDisposition } = presentationOf(type, null);
      expect(contentDisposition).toBe('inline');
      expect(contentType).toBe(type.split(';')[0]?.toLowerCase());
    },
  );

  it.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'application/javascript', '', null])(
    'only lets %s be downloaded, as bytes',
    (type) => {
      expect(presentationOf(type, null)).toEqual({
        contentType: 'application/octet-stream',
        contentDisposition: 'attachment',
      });
    },
  );

  it('keeps a name in any alphabet, and nothing that would end the header or reverse what is read', () => {
    const { contentDisposition } = presentationOf('application/pdf', 'orçamento "2"\r\n\u202Efdp.exe');
    expect(contentDisposition).toBe(
      `inline; filename="or_amento _2____fdp.exe"; filename*=UTF-8''or%C3%A7amento%20%222%22___fdp.exe`,
    );
  });

  it('survives half a character', () => {
    expect(presentationOf(null, 'a\uD800').contentDisposition).toContain("filename*=UTF-8''a%EF%BF%BD");
  });
});
