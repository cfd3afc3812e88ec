/** A piece of a message's text. `style` as WhatsApp writes it: *bold*, _italic_, ~struck~, ```code```. */
export type Piece =
  | { type: 'text'; text: string }
  | { type: 'link'; text: string; href: string }
  | { type: 'bold' | 'italic' | 'struck' | 'code'; pieces: Piece[] };

const links = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+/gi;
const styles = /```([\s\S]+?)```|(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]*?\S)\2(?![\p{L}\p{N}])/u;
const styleOf: Record<string, 'bold' | 'italic' | 'struck' | 'code'> = {
  '*': 'bold',
  _: 'italic',
  '~': 'struck',
  '`': 'code',
};

/** Splits a text into pieces to render. Only http and https addresses become links. */
export function formatText(text: string): Piece[] {
  return splitLinks(text).flatMap((piece) => (piece.type === 'text' ? splitStyles(piece.text) : [piece]));
}

/** The same text without its marks, for one line. */
export function plainText(text: string): string {
  return textOf(formatText(text)).replace(/\s+/g, ' ').trim();
}

function textOf(pieces: Piece[]): string {
  return pieces.map((piece) => ('pieces' in piece ? textOf(piece.pieces) : piece.text)).join('');
}

function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(links)) {
    const address = withoutEnding(match[0]);
    const href = safeHref(address);
    if (href === null) continue;
    if (match.index > from) pieces.push({ type: 'text', text: text.slice(from, match.index) });
    pieces.push({ type: 'link', text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ type: 'text', text: text.slice(from) });
  return pieces;
}

/** Punctuation after an address belongs to the sentence; so does a bracket that the address did not open. */
function withoutEnding(address: string): string {
  let end = address.replace(/[.,;:!?*_~]+$/, '');
  while (end.endsWith(')') && end.split(')').length > end.split('(').length) end = end.slice(0, -1);
  return end;
}

/** Null for whatever is not a plain web address. */
export function safeHref(address: string): string | null {
  try {
    const url = new URL(/^www\./i.test(address) ? `https://${address}` : address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

function splitStyles(text: string): Piece[] {
  const match = styles.exec(text);
  if (match === null) return text === '' ? [] : [{ type: 'text', text }];
  const [all, block, mark = '', inner = ''] = match;
  const piece: Piece =
    block === undefined
      ? { type: styleOf[mark] ?? 'code', pieces: mark === '`' ? [{ type: 'text', text: inner }] : splitStyles(inner) }
      : { type: 'code', pieces: [{ type: 'text', text: block }] };
  return [...splitStyles(text.slice(0, match.index)), piece, ...splitStyles(text.slice(match.index + all.length))];
}
