const unrecognised = 'application/octet-stream';

/** Types whose content always shows what it is: when it does not, the declaration is wrong. */
const recognisable = /^(image|audio|video)\/|^application\/pdf$/;
/** What a look at the bytes shows of many formats: the envelope, not the document. */
const envelopes = new Set(['application/zip', 'application/x-cfb', 'application/xml', 'application/gzip']);
/** Names of one format. */
const synonyms = [
  ['audio/ogg', 'audio/opus', 'video/ogg', 'application/ogg'],
  ['video/mp4', 'audio/mp4', 'audio/x-m4a', 'audio/m4a', 'video/x-m4v', 'video/quicktime'],
  ['audio/aac', 'audio/x-aac', 'audio/aacp'],
  ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
  ['audio/mpeg', 'audio/mp3'],
  ['image/png', 'image/apng'],
  ['image/jpeg', 'image/jpg'],
  ['video/3gpp', 'audio/3gpp'],
  ['video/webm', 'audio/webm', 'video/matroska'],
];

/**
 * The type of a file: what its bytes show (`detected`) goes before what somebody said it is (`declared`). The declaration is
 * kept where it says more: parameters, or which document is inside an archive.
 * @returns lower case, with parameters where they were declared
 */
export function effectiveType(detected: string | undefined, declared: string | null): string {
  const said = declared?.trim().toLowerCase() ?? '';
  const saidType = withoutParameters(said);
  if (detected === undefined) return saidType === '' || recognisable.test(saidType) ? unrecognised : said;
  const shown = withoutParameters(detected);
  if (isSameFormat(shown, saidType)) return said;
  const saysMore = envelopes.has(shown) && saidType.startsWith('application/') && saidType !== unrecognised;
  return saysMore && !recognisable.test(saidType) ? said : detected;
}

const withoutParameters = (type: string): string => type.split(';')[0]?.trim() ?? '';

const isSameFormat = (one: string, other: string): boolean =>
  one === other || synonyms.some((names) => names.includes(one) && names.includes(other));
