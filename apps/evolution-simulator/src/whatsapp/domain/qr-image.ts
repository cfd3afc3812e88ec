import { createHash } from 'node:crypto';
import { png } from './png.js';

const modules = 33;
const scale = 8;
const border = 4;

/** A picture that looks like the QR code of the text. It cannot be scanned: here a number is linked through the control API. */
export function qrImage(code: string): string {
  const noise = createHash('shake256', { outputLength: modules * modules })
    .update(code)
    .digest();
  const dark = (x: number, y: number): boolean => finder(x, y) ?? (noise[y * modules + x] ?? 0) % 2 === 0;
  const size = (modules + 2 * border) * scale;
  const image = png(size, size, (px, py) => {
    const x = Math.floor(px / scale) - border;
    const y = Math.floor(py / scale) - border;
    const inside = x >= 0 && y >= 0 && x < modules && y < modules;
    return inside && dark(x, y) ? [18, 140, 126] : [255, 255, 255];
  });
  return `data:image/png;base64,${image.toString('base64')}`;
}

/** The three squares in the corners, with their white frames; null elsewhere. */
function finder(x: number, y: number): boolean | null {
  for (const [left, top] of [
    [0, 0],
    [modules - 7, 0],
    [0, modules - 7],
  ] as const) {
    const distance = Math.max(Math.abs(x - left - 3), Math.abs(y - top - 3));
    if (distance <= 4) return distance !== 4 && distance !== 2;
  }
  return null;
}
