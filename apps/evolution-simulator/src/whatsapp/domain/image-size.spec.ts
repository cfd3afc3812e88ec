import { expect, it } from 'vitest';
import { imageSize } from './image-size.js';
import { png } from './png.js';

it('reads the size of a PNG', () => {
  expect(imageSize(png(31, 17, () => [0, 0, 0]))).toEqual({ width: 31, height: 17 });
});

it('reads the size of a JPEG behind its tables', () => {
  const table = [0xff, 0xdb, 0x00, 0x04, 0x01, 0x02];
  const frame = [0xff, 0xc0, 0x00, 0x0b, 0x08, 0x00, 0x30, 0x00, 0x40, 0x01, 0x01];
  expect(imageSize(Buffer.from([0xff, 0xd8, ...table, ...frame]))).toEqual({ height: 48, width: 64 });
});

it('says nothing about other files', () => expect(imageSize(Buffer.from('%PDF-1.4'))).toEqual({}));
