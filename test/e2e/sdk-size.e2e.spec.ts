import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

/** Pages of other front ends load it before they show anything. In kB of 1,000 bytes. */
const most = 32;

const read = (path: string): Buffer => readFileSync(new URL(`../../${path}`, import.meta.url));

describe('the client as one file', () => {
  it('is as large as docs/sdk.md says, and not larger than pages on a phone can bear', () => {
    const size = gzipSync(read('dist/apps/console/sdk/bkcrm-client.js'), { level: 9 }).length;
    const [, stated] = /It is one file of (\d+) kB/.exec(read('docs/sdk.md').toString()) ?? [];
    expect(Math.abs(size / 1_000 - Number(stated)), `it has ${size} bytes`).toBeLessThanOrEqual(1);
    expect(size).toBeLessThan(most * 1_000);
  });
});
