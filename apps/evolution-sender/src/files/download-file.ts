import { Agent, request } from 'undici';
import { trustingConnector } from '../evolution-api/tls-trust.js';

/** Where a file may come from besides public addresses: what the number's server is allowed. */
export interface DownloadRule {
  allowedNetworks: readonly string[];
}

/** As large as Evolution's own answers with a file may be. Bytes. */
const largest = 120 * 1024 * 1024;

/**
 * A file from the address where Evolution says that it has stored it. The address comes from outside: only public networks and those
 * of the server are dialled, redirects are not followed, no key goes along. @throws for every answer but a whole file
 */
export async function downloadFile(url: string, { allowedNetworks }: DownloadRule): Promise<Buffer> {
  const addresses = { allowed: allowedNetworks, public: true };
  const dispatcher = new Agent({ connect: trustingConnector({ trust: {}, addresses, timeout: 10_000 }) });
  try {
    const { statusCode, body } = await request(url, { dispatcher, headersTimeout: 30_000, bodyTimeout: 30_000 });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largest) throw new Error('the file is too large');
      chunks.push(chunk);
    }
    if (statusCode !== 200) throw new Error(`the file's address answers ${statusCode}`);
    return Buffer.concat(chunks);
  } finally {
    await dispatcher.destroy();
  }
}
