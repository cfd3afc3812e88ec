import type { ContactCard } from '@bkcrm/contracts';
import { cleanLine, cleanText } from '../json-text.js';
import { compact } from './compact.js';

/** A card may carry a photo; what is beyond this is not read. */
const longestCard = 65_536;
const mostEntries = 50;

interface CardLine {
  /** `item1` in `item1.TEL`, which ties a label to its entry. */
  group: string;
  name: string;
  parameters: ReadonlyMap<string, string>;
  value: string;
}

/**
 * Reads a vCard (2.1 to 4.0, as WhatsApp's clients write them). Never throws: what cannot be read is left out, and
 * everything is text, so that a card can carry no address that anything would open.
 */
export function parseVcard(vcard: unknown, displayName: unknown): ContactCard {
  const lines = typeof vcard === 'string' ? cardLines(cleanText(vcard, longestCard)) : [];
  const labels = new Map(
    lines.filter(({ name }) => name === 'X-ABLABEL').map((line) => [line.group, shownLabel(line)]),
  );
  const phones = entries(lines, 'TEL').flatMap((line) => readPhone(line, labels));
  const emails = entries(lines, 'EMAIL').flatMap((line) => cleanLine(line.value) ?? []);
  const name = first(lines, 'FN') ?? structuredName(lines) ?? cleanLine(displayName) ?? phones[0]?.number ?? '';
  const organization = first(lines, 'ORG', (value) => splitParts(value).filter(Boolean).join(', '));
  return compact({ name, phones, emails: emails.length > 0 ? emails : undefined, organization });
}

function readPhone(line: CardLine, labels: ReadonlyMap<string, string | null>): ContactCard['phones'] {
  const whatsappId = line.parameters.get('WAID')?.replaceAll(/\D/g, '').slice(0, 20) || undefined;
  const number = cleanLine(line.value.replace(/^tel:/i, ''), 60) ?? whatsappId;
  if (number === undefined) return [];
  const label = (line.group && labels.get(line.group)) || cleanLine(line.parameters.get('TYPE'), 40) || undefined;
  return [compact({ label, number, whatsappId })];
}

function entries(lines: readonly CardLine[], name: string): CardLine[] {
  return lines.filter((line) => line.name === name).slice(0, mostEntries);
}

function first(lines: readonly CardLine[], name: string, read = unescape): string | undefined {
  const line = lines.find((candidate) => candidate.name === name);
  return (line && cleanLine(read(line.value))) ?? undefined;
}

/** `N` is family;given;middle;prefix;suffix. */
function structuredName(lines: readonly CardLine[]): string | undefined {
  return first(lines, 'N', (value) => {
    const [family, given, middle, prefix, suffix] = splitParts(value);
    return [prefix, given, middle, family, suffix].filter(Boolean).join(' ');
  });
}

/** Apple writes its built-in labels as `_$!<Mobile>!$_`. */
function shownLabel(line: CardLine): string | null {
  return cleanLine(unescape(line.value).replace(/^_\$!<(.*)>!\$_$/, '$1'), 40);
}

function cardLines(vcard: string): CardLine[] {
  // A folded line goes on after a space or tab; a quoted-printable one after `=`.
  const unfolded = vcard.replaceAll(/\r\n?/g, '\n').replaceAll(/\n[ \t]/g, '');
  const lines: CardLine[] = [];
  let pending = '';
  for (const part of unfolded.split('\n')) {
    const line = pending + part;
    pending = '';
    if (line.endsWith('=') && /QUOTED-PRINTABLE/i.test(line.slice(0, 200))) {
      pending = line.slice(0, -1);
      continue;
    }
    const read = cardLine(line);
    if (read) lines.push(read);
  }
  return lines;
}

function cardLine(line: string): CardLine | null {
  const colon = line.indexOf(':');
  if (colon < 1) return null;
  const [head = '', ...rest] = line.slice(0, colon).split(';');
  const dot = head.lastIndexOf('.');
  const parameters = new Map(rest.slice(0, 20).map(parameter));
  const value = line.slice(colon + 1);
  return {
    group: head.slice(0, Math.max(dot, 0)),
    name: head
      .slice(dot + 1)
      .trim()
      .toUpperCase(),
    parameters,
    value: parameters.get('ENCODING')?.toUpperCase() === 'QUOTED-PRINTABLE' ? quotedPrintable(value) : value,
  };
}

/** `TYPE=CELL` of version 3, or the bare `CELL` of version 2.1. */
function parameter(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals === -1) return ['TYPE', text];
  return [text.slice(0, equals).trim().toUpperCase(), text.slice(equals + 1).replaceAll('"', '')];
}

function splitParts(value: string): string[] {
  return value.split(/(?<!\\);/).map((part) => unescape(part).trim());
}

function unescape(value: string): string {
  return value.replaceAll(/\\([nN,;:\\])/g, (_, escaped: string) => (escaped.toLowerCase() === 'n' ? '\n' : escaped));
}

function quotedPrintable(value: string): string {
  const bytes = Buffer.from(
    value.replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  return bytes.toString('utf8');
}
