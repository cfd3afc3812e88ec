import { correctionOf } from './error-correction.js';

/** By version, from 1: bytes of correction per block, and blocks, at the level that survives 15 % of damage. */
const correctionPerBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const blockCounts = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

/** Where the centres of the small squares lie, along one side. */
export function alignmentPositions(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const last = version * 4 + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - step * (count - 2 - index))];
}

/** Bytes that a version has room for, correction included. */
function capacity(version: number): number {
  const alignments = alignmentPositions(version).length;
  const squares = alignments === 0 ? 0 : (25 * alignments - 10) * alignments - 55;
  return Math.floor(((16 * version + 128) * version + 64 - squares - (version >= 7 ? 36 : 0)) / 8);
}

function shapeOf(version: number): { blocks: number; correction: number; data: number } {
  const [blocks, correction] = [blockCounts[version - 1] ?? 0, correctionPerBlock[version - 1] ?? 0];
  return { blocks, correction, data: capacity(version) - blocks * correction };
}

/** The smallest version that holds the text, and its bytes in the order in which they are drawn. @throws when none does */
export function codewordsOf(text: string): { version: number; codewords: number[] } {
  const bytes = [...new TextEncoder().encode(text)];
  const versions = blockCounts.map((_, index) => index + 1);
  const version = versions.find((candidate) => bitsFor(bytes, candidate) <= shapeOf(candidate).data * 8);
  if (version === undefined) throw new RangeError('the text is too long for a QR code');
  return { version, codewords: interleave(padded(bytes, version), version) };
}

const lengthBits = (version: number): number => (version < 10 ? 8 : 16);
const bitsFor = (bytes: number[], version: number): number => 4 + lengthBits(version) + bytes.length * 8;

const bitsOf = (value: number, length: number): string => value.toString(2).padStart(length, '0');

/** The text as bytes, with what it is and how long in front, filled up to what the version holds. */
function padded(bytes: number[], version: number): number[] {
  const room = shapeOf(version).data;
  const bits = ['0100', bitsOf(bytes.length, lengthBits(version)), ...bytes.map((byte) => bitsOf(byte, 8))].join('');
  const ended = bits + '0'.repeat(Math.min(4, room * 8 - bits.length));
  const whole = ended.padEnd(Math.ceil(ended.length / 8) * 8, '0');
  const data = Array.from({ length: whole.length / 8 }, (_, index) =>
    Number.parseInt(whole.slice(index * 8, index * 8 + 8), 2),
  );
  return [...data, ...Array.from({ length: room - data.length }, (_, index) => (index % 2 === 0 ? 0xec : 0x11))];
}

/** Cuts the data into blocks, the short ones first, and takes a byte of each in turn: a stain hits every block a little. */
function interleave(data: number[], version: number): number[] {
  const { blocks, correction } = shapeOf(version);
  const short = Math.floor(data.length / blocks);
  const shortBlocks = blocks - (data.length % blocks);
  const starts = Array.from({ length: blocks + 1 }, (_, index) => index * short + Math.max(0, index - shortBlocks));
  const parts = starts.slice(0, -1).map((start, index) => data.slice(start, starts[index + 1]));
  const corrections = parts.map((part) => correctionOf(part, correction));
  return [...inTurn(parts, short + 1), ...inTurn(corrections, correction)];
}

function inTurn(parts: number[][], longest: number): number[] {
  const places = Array.from({ length: longest }, (_, place) => parts.map((part) => part[place]));
  return places.flat().filter((byte) => byte !== undefined);
}
