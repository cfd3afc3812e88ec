import type { ServerResource } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import type { SecretBox } from '@bkcrm/secrets';
import type { SenderConfig } from '../app.config.js';
import { limitsOf } from './domain/server-limits.js';
import { trustOfEnvironment } from './domain/server-trust.js';
import type { ServerTrust } from './domain/server-trust.js';

export interface StoredServer {
  id: string;
  name: string;
  baseUrl: string;
  apiKey: string | null;
  fromEnvironment: boolean;
  trust: ServerTrust;
  allowedNetworks: string[];
  version: string | null;
  storesMessages: boolean | null;
  lastSeenAt: Date | null;
  trouble: string | null;
  troubleDetail: string | null;
  troubleAt: Date | null;
  revision: number;
  numbers: number;
}

const select = `SELECT id, name, base_url AS "baseUrl", api_key AS "apiKey", from_environment AS "fromEnvironment", trust,
  allowed_networks AS "allowedNetworks", version, stores_messages AS "storesMessages", last_seen_at AS "lastSeenAt", trouble,
  trouble_detail AS "troubleDetail", trouble_at AS "troubleAt", revision,
  (SELECT count(*)::int FROM number n WHERE n.server_id = server.id) AS numbers FROM server`;

export const loadServers = (db: Queryable): Promise<StoredServer[]> =>
  db.query<StoredServer>(`${select} ORDER BY name, id`);

export async function findServer(db: Queryable, id: string): Promise<StoredServer | undefined> {
  const [server] = await db.query<StoredServer>(`${select} WHERE id = $1`, [id]);
  return server;
}

/** Where a server's key is encrypted for. */
export const keyPlace = (serverId: string): string => `server|${serverId}|api_key`;

/** A server as administrators see it: all but its key. */
export function describeServer(server: StoredServer, config: SenderConfig, secrets: SecretBox): ServerResource {
  const trust = server.fromEnvironment ? trustOfEnvironment(config) : server.trust;
  const { id, name, baseUrl, fromEnvironment, allowedNetworks, version, storesMessages, numbers } = server;
  return {
    id,
    name,
    baseUrl,
    fromEnvironment,
    apiKeyEnd: apiKeyEnd(server, secrets),
    trust: { kind: trust.kind, fingerprints: trust.kind === 'pins' ? trust.fingerprints : [] },
    allowedNetworks,
    version,
    storesMessages,
    limits: limitsOf({ baseUrl, trust, version, storesMessages }),
    lastSeenAt: server.lastSeenAt?.toISOString() ?? null,
    trouble:
      server.trouble === null
        ? null
        : { code: server.trouble, message: server.troubleDetail ?? '', since: server.troubleAt?.toISOString() ?? null },
    numbers,
  };
}

function apiKeyEnd({ id, apiKey }: StoredServer, secrets: SecretBox): string | null {
  if (apiKey === null) return null;
  try {
    return secrets.decrypt(apiKey, keyPlace(id)).slice(-4);
  } catch {
    // Its key was encrypted with one that is not configured any more: it has to be entered again.
    return null;
  }
}
