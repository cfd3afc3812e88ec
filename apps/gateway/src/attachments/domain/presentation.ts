/** Types that a browser shows without running anything in them. */
const shownInPlace = [
  /^image\/(jpeg|png|webp|gif)$/,
  /^audio\/(ogg|mpeg|mp4|aac|amr|wav|webm|opus)$/,
  /^video\/(mp4|webm|3gpp|ogg)$/,
  /^application\/pdf$/,
];

export interface Presentation {
  contentType: string;
  contentDisposition: string;
}

/** How a customer's file is given to a browser: what is not known to be harmless is only ever downloaded. */
export function presentationOf(mimeType: string | null, fileName: string | null): Presentation {
  const [type = ''] = (mimeType ?? '').toLowerCase().split(';');
  const isShown = shownInPlace.some((pattern) => pattern.test(type.trim()));
  return {
    contentType: isShown ? type.trim() : 'application/octet-stream',
    contentDisposition: `${isShown ? 'inline' : 'attachment'}${fileNameParameters(fileName)}`,
  };
}

/** RFC 6266: a plain ASCII name for old clients, and the whole one. */
function fileNameParameters(fileName: string | null): string {
  if (fileName === null || fileName === '') return '';
  const name = fileName.replaceAll(/[\p{Cc}\p{Cf}/\\]/gu, '_').slice(0, 200);
  const plain = name.replaceAll(/[^ -~]|["%;]/g, '_');
  // Half a character, which cannot be encoded, becomes a replacement character on the way through a buffer.
  const whole = encodeURIComponent(Buffer.from(name).toString()).replaceAll(/['()*]/g, percentEncode);
  return `; filename="${plain}"; filename*=UTF-8''${whole}`;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
