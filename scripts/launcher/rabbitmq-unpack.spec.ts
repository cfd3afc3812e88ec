import { describe, expect, it } from 'vitest';
import { packagesFromUris } from './rabbitmq-unpack.mjs';

describe('packagesFromUris', () => {
  it("reads names and versions from apt's list", () => {
    const output = `Reading package lists...
'http://mirror/pool/erlang-base_25.2.3+dfsg-1_amd64.deb' erlang-base_1%3a25.2.3+dfsg-1_amd64.deb 8881 SHA256:00
'http://mirror/pool/rabbitmq-server_3.10.8-1_all.deb' rabbitmq-server_3.10.8-1_all.deb 15 SHA256:00
`;
    expect(packagesFromUris(output)).toEqual(['erlang-base=1:25.2.3+dfsg-1', 'rabbitmq-server=3.10.8-1']);
  });
});
