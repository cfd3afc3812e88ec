import { PDFiumLibrary } from '@hyzyla/pdfium';
import type { PDFiumPageRenderOptions } from '@hyzyla/pdfium';
import sharp from 'sharp';
import type { Sharp } from 'sharp';

/** Pixels on the longer side: sharp on a phone's screen in a conversation, some 20 kB. */
const side = 640;
/** A picture of a few kilobytes may claim to be as large as a house. */
const mostPixels = 100_000_000;

/** A small WebP of an image, or of the first page of a PDF. Nothing of the original's metadata stays. @throws when it is none */
export async function renderThumbnail(content: Uint8Array, mimeType: string): Promise<Uint8Array> {
  if (mimeType.startsWith('application/pdf')) return renderFirstPage(content);
  return shrink(sharp(content, { limitInputPixels: mostPixels, pages: 1, failOn: 'none' }).autoOrient());
}

async function renderFirstPage(content: Uint8Array): Promise<Uint8Array> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(content);
    try {
      const page = document.getPage(0);
      const { originalWidth, originalHeight } = page.getOriginalSize();
      const scale = Math.min(4, side / Math.max(originalWidth, originalHeight));
      const { data } = await page.render({ scale, render: fromBitmap });
      return data;
    } finally {
      document.destroy();
    }
  } finally {
    library.destroy();
  }
}

const fromBitmap = ({ data, width, height }: PDFiumPageRenderOptions): Promise<Uint8Array> =>
  shrink(sharp(data, { raw: { width, height, channels: 4 } }).flatten({ background: '#ffffff' }));

async function shrink(image: Sharp): Promise<Uint8Array> {
  return image
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .toBuffer();
}
