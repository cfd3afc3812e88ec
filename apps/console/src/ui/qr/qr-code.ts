import { alignmentPositions, codewordsOf } from './codewords.js';

/** Rows of a QR code without its margin; true is dark. */
export type QrRows = readonly (readonly boolean[])[];

/** For level M with the mask that makes a chessboard, the one mask we use: whatever reads a code reads its mask. */
const levelAndMask = 0b00_000;

/** Draws a text as a QR code. @throws RangeError when it is longer than some 660 bytes */
export function qrCode(text: string): QrRows {
  const { version, codewords } = codewordsOf(text);
  const size = version * 4 + 17;
  const fixed = fixedModules(version, size);
  const bits = codewords.flatMap((byte) => Array.from({ length: 8 }, (_, index) => ((byte >>> (7 - index)) & 1) === 1));
  const rows = fixed.map((row) => row.map((module) => module ?? false));
  for (const [index, { x, y }] of zigzag(size, fixed).entries()) {
    const row = rows[y];
    if (row !== undefined) row[x] = (bits[index] ?? false) !== ((x + y) % 2 === 0);
  }
  return rows;
}

/** The places of the data, two columns at a time from the right, up and down in turn; the sixth column is passed by. */
function zigzag(size: number, fixed: (boolean | null)[][]): { x: number; y: number }[] {
  const rights = Array.from({ length: (size - 1) / 2 }, (_, pair) => size - 1 - 2 * pair).map((x) =>
    x <= 6 ? x - 1 : x,
  );
  return rights.flatMap((right, pair) => {
    const rows = Array.from({ length: size }, (_, step) => (pair % 2 === 0 ? size - 1 - step : step));
    const places = rows.flatMap((y) => [right, right - 1].map((x) => ({ x, y })));
    return places.filter(({ x, y }) => fixed[y]?.[x] === null);
  });
}

/** Everything that is no data; null where data goes. */
function fixedModules(version: number, size: number): (boolean | null)[][] {
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, (): boolean | null => null));
  const set = (x: number, y: number, isDark: boolean): void => {
    const row = modules[y];
    if (row !== undefined && x >= 0 && x < size) row[x] = isDark;
  };
  for (let index = 0; index < size; index += 1) {
    set(index, 6, index % 2 === 0);
    set(6, index, index % 2 === 0);
  }
  const square = (centreX: number, centreY: number, radius: number, isDark: (distance: number) => boolean): void => {
    for (let dy = -radius; dy <= radius; dy += 1)
      for (let dx = -radius; dx <= radius; dx += 1)
        set(centreX + dx, centreY + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  const positions = alignmentPositions(version);
  const last = positions.at(-1) ?? 0;
  for (const x of positions)
    for (const y of positions) {
      const isCorner = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
      if (!isCorner) square(x, y, 2, (distance) => distance !== 1);
    }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    square(x, y, 4, (distance) => distance !== 2 && distance !== 4);
  drawFormat(size, set);
  if (version >= 7) drawVersion(version, size, set);
  return modules;
}

type SetModule = (x: number, y: number, isDark: boolean) => void;

/** Which level and mask, twice, with ten bits that correct errors in it. */
function drawFormat(size: number, set: SetModule): void {
  const bits = ((levelAndMask << 10) | remainder(levelAndMask, 10, 0x537)) ^ 0x5412;
  const isDark = (index: number): boolean => ((bits >>> index) & 1) === 1;
  for (let index = 0; index < 15; index += 1) {
    const along = index < 6 ? index : index < 8 ? index + 1 : size - 15 + index;
    const across = index < 8 ? size - 1 - index : index === 8 ? 7 : 14 - index;
    set(8, along, isDark(index));
    set(across, 8, isDark(index));
  }
  set(8, size - 8, true);
}

/** Which version, twice, with twelve bits that correct errors in it. */
function drawVersion(version: number, size: number, set: SetModule): void {
  const bits = (version << 12) | remainder(version, 12, 0x1f25);
  for (let index = 0; index < 18; index += 1) {
    const [a, b] = [size - 11 + (index % 3), Math.floor(index / 3)];
    set(a, b, ((bits >>> index) & 1) === 1);
    set(b, a, ((bits >>> index) & 1) === 1);
  }
}

function remainder(value: number, degree: number, divisor: number): number {
  let rest = value;
  for (let index = 0; index < degree; index += 1) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * divisor);
  return rest;
}
