import { crc32 } from 'node:zlib';
import type { InboundMessage } from '../../webhooks/domain/inbound-message.js';

/**
 * A record: magic (4) · length of the properties (4) · length of the content (4) · CRC32 of both lengths and all that
 * follows (4) · properties as JSON · content. Numbers are big-endian.
 */
const magic = Buffer.from('BKS1');
const headerLength = 16;

export interface SpoolRecord {
  /** Where it begins in its segment. */
  offset: number;
  length: number;
  message: InboundMessage;
}

export interface SegmentContent {
  records: SpoolRecord[];
  /** Stretches that are no record although something was written there. */
  corrupt: { start: number; end: number }[];
  /** Where an append that never finished begins: nobody was told that it is safe. */
  tornAt: number | undefined;
}

export function encodeRecord({ content, ...properties }: InboundMessage): Buffer {
  const described = Buffer.from(JSON.stringify(properties));
  const header = Buffer.alloc(headerLength);
  magic.copy(header);
  header.writeUInt32BE(described.length, 4);
  header.writeUInt32BE(content.length, 8);
  const record = Buffer.concat([header, described, content]);
  record.writeUInt32BE(checksum(record), 12);
  return record;
}

/** Everything a segment holds. Damage costs the record it hit, and no other. */
export function decodeSegment(segment: Buffer): SegmentContent {
  const content: SegmentContent = { records: [], corrupt: [], tornAt: undefined };
  let position = 0;
  while (position < segment.length) {
    const record = recordAt(segment, position);
    if (record) {
      content.records.push(record);
      position += record.length;
      continue;
    }
    const next = nextRecord(segment, position + 1);
    if (next === undefined && isUnfinished(segment, position)) content.tornAt = position;
    else content.corrupt.push({ start: position, end: next ?? segment.length });
    position = next ?? segment.length;
  }
  return content;
}

function recordAt(segment: Buffer, offset: number): SpoolRecord | undefined {
  const length = declaredLength(segment, offset);
  if (length === undefined || offset + length > segment.length) return undefined;
  const record = segment.subarray(offset, offset + length);
  if (record.readUInt32BE(12) !== checksum(record)) return undefined;
  const contentAt = headerLength + record.readUInt32BE(4);
  const properties = JSON.parse(record.toString('utf8', headerLength, contentAt)) as Omit<InboundMessage, 'content'>;
  return { offset, length, message: { ...properties, content: record.subarray(contentAt) } };
}

function declaredLength(segment: Buffer, offset: number): number | undefined {
  if (offset + headerLength > segment.length) return undefined;
  if (segment.compare(magic, 0, magic.length, offset, offset + magic.length) !== 0) return undefined;
  return headerLength + segment.readUInt32BE(offset + 4) + segment.readUInt32BE(offset + 8);
}

function nextRecord(segment: Buffer, from: number): number | undefined {
  for (let offset = segment.indexOf(magic, from); offset !== -1; offset = segment.indexOf(magic, offset + 1)) {
    if (recordAt(segment, offset)) return offset;
  }
  return undefined;
}

/** Whether what begins here is the beginning of a record whose end was never written. */
function isUnfinished(segment: Buffer, offset: number): boolean {
  const begun = segment.subarray(offset, offset + magic.length);
  if (!begun.equals(magic.subarray(0, begun.length))) return false;
  const length = declaredLength(segment, offset);
  return length === undefined || offset + length > segment.length;
}

function checksum(record: Buffer): number {
  return crc32(record.subarray(headerLength), crc32(record.subarray(4, 12)));
}
