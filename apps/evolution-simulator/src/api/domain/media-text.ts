const types: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  zip: 'application/zip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Evolution asks the file name's extension, and writes the literal `false` when it does not know it. */
export const mimetypeOf = (fileName: string): string =>
  types[fileName.toLowerCase().split('.').at(-1) ?? ''] ?? 'false';

/** What Evolution takes for base64: groups of four, no `data:` in front. */
export const isBase64 = (text: string): boolean =>
  text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);

/** What Evolution takes for a URL: the host has a dot. A Docker service's name or `localhost` is refused. */
export function isMediaUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  return new URL(text).hostname.includes('.');
}
