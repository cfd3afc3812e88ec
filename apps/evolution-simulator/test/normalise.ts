/** Fields that differ from call to call, or because the simulator does not convert media; only their kind is compared. */
const volatileFields = new Set([
  '_count',
  'base64',
  'code',
  'creation',
  'directPath',
  'fileEncSha256',
  'fileLength',
  'fileSha256',
  'hash',
  'jpegThumbnail',
  'low',
  'mediaKey',
  'messageSecret',
  'messageTimestamp',
  'recipientKeyHash',
  'senderKeyHash',
  'senderTimestampMs',
  'subjectTime',
  'timestampMs',
  'url',
  'waveform',
]);

/** The body with everything volatile replaced by a word for it. */
export function normalise(value: unknown, field = ''): unknown {
  if (volatileFields.has(field) && value !== null) return `<${typeof value}>`;
  if (Array.isArray(value)) return value.map((item) => normalise(item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normalise(item, name)]));
  }
  return typeof value === 'string' ? normaliseText(value) : value;
}

function normaliseText(text: string): string {
  return text
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\b3EB0[0-9A-F]{18}\b/g, '<message id>')
    .replaceAll(/\bcm[0-9a-z]{23}\b/g, '<row id>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<uuid>')
    .replaceAll(/127\.0\.0\.1:\d{2,}/g, '<address>')
    .replaceAll(/ \(line \d+ column \d+\)/g, '');
}
