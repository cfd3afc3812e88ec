import type { Host } from '../../../chaos/world/host.js';
import { Program } from '../../programs/program.js';
import { departments } from '../../target.js';
import type { Target } from '../../target.js';
import type { BareFanOut } from './fan-out.js';
import type { BareIngest } from './ingest.js';
import type { BareStore } from './store.js';

/**
 * What is possible with this broker, this database and this library for sockets, and the same durability, when nothing of the
 * product is there: raw HTTP, a confirmed publish to a quorum queue, batches of rows with a counter, a fan-out to sockets.
 */
export async function startBarePipeline(host: Host, instances: string[]): Promise<Target> {
  const { brokerUrl, databaseUrl } = host;
  const ingest = Program.start<BareIngest>(host, 'bare-ingest', 'bare-ingest');
  const store = Program.start<BareStore>(host, 'bare-store', 'bare-store');
  const fanOut = Program.start<BareFanOut>(host, 'bare-fan-out', 'bare-fan-out');
  const { port: socketPort } = await fanOut.ask('start', { brokerUrl, instances, departments });
  await store.ask('start', { brokerUrl, databaseUrl });
  const { port } = await ingest.ask('start', { brokerUrl });
  return {
    name: 'bare pipeline',
    webhooks: { url: `http://127.0.0.1:${port}/webhook/evolution`, headers: {} },
    sockets: { url: `http://127.0.0.1:${socketPort}`, token: (department) => String(department) },
    parts: () => ({
      ingest: [ingest.pid],
      ticket: [store.pid],
      gateway: [fanOut.pid],
      broker: [host.broker.pid ?? 0],
      database: [host.database.pid ?? 0],
    }),
  };
}
