import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listeningInodes, portOwner } from './port-owner.mjs';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:0BB9 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1F9A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
`;

describe('port owner', () => {
  it('finds the listeners of a port, not its connections', () => {
    expect(listeningInodes(table, 3001)).toEqual(['4711']);
    expect(listeningInodes(table, 9)).toEqual([]);
  });

  it('names the process', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await portOwner(port)).toMatch(new RegExp(`^pid ${process.pid} \\(`));
    server.close();
    await once(server, 'close');
    expect(await portOwner(port)).toBeUndefined();
  });
});
