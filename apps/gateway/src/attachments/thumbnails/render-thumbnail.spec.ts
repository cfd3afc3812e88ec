import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderThumbnail } from './render-thumbnail.js';

const painted = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#d01020' } });

/** A page of red, as small as a PDF can be written by hand. */
const redPage = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>endobj
4 0 obj<</Length 29>>stream
1 0 0 rg 0 0 200 100 re f    
endstream endobj
trailer<</Root 1 0 R>>
`);

async function looksOf(picture: Uint8Array) {
  const { format, width, height, exif } = await sharp(picture).metadata();
  const { dominant } = await sharp(picture).stats();
  return { format, width, height, exif, isRed: dominant.r > 190 && dominant.g < 40 && dominant.b < 60 };
}

describe('renderThumbnail', () => {
  it('makes an image small, whichever side is longer, and never larger', async () => {
    const wide = await renderThumbnail(await painted(2000, 1000).jpeg().toBuffer(), 'image/jpeg');
    expect(await looksOf(wide)).toMatchObject({ format: 'webp', width: 640, height: 320, isRed: true });
    const small = await renderThumbnail(await painted(20, 40).png().toBuffer(), 'image/png');
    expect(await looksOf(small)).toMatchObject({ width: 20, height: 40 });
  });

  it('turns a photograph the right way up and forgets where it was taken', async () => {
    const camera = { IFD0: { Make: 'Camera', Orientation: '6' } };
    const turned = await painted(400, 200).withExif(camera).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const looks = await looksOf(await renderThumbnail(turned, 'image/jpeg'));
    expect(looks).toMatchObject({ width: 200, height: 400, exif: undefined });
  });

  it('shows the first page of a PDF, in its colours', async () => {
    const looks = await looksOf(await renderThumbnail(redPage, 'application/pdf'));
    expect(looks).toMatchObject({ format: 'webp', width: 640, height: 320, isRed: true });
  });

  it.each(['image/jpeg', 'application/pdf'])('refuses what is no %s', async (mimeType) => {
    await expect(renderThumbnail(Buffer.from('<html>'), mimeType)).rejects.toThrow();
  });
});
