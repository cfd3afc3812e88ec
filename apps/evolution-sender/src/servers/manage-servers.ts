import type { RequestBody, ServerResource } from '@bkcrm/contracts';
import { AddServerRequest, ChangeServerRequest, ListServersRequest, RemoveServerRequest } from '@bkcrm/contracts';
import { Database, isUniqueViolation } from '@bkcrm/database';
import { openSealed, SealingKey, SecretBox } from '@bkcrm/secrets';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { requireAdministrator } from '../agents/require-administrator.js';
import { SenderConfig } from '../app.config.js';
import { isAllowable } from '../evolution-api/address-guard.js';
import { refusals } from '../requests/refusals.js';
import { describeServer, findServer, keyPlace, loadServers } from './describe-server.js';
import type { StoredServer } from './describe-server.js';
import { toServerTrust } from './domain/server-trust.js';
import { plainUrl, problemOfUrl } from './domain/server-url.js';
import { EvolutionServers } from './evolution-servers.js';
import { tryServer } from './try-server.js';
import type { ServerAccess } from './try-server.js';

const keyPurpose = 'server key';
/** Milliseconds that a server may take for one answer while it is tried. */
const patience = 25_000;

/** The list of Evolution servers. A server is tried before its settings are kept; its key is kept encrypted. */
@Injectable()
export class ManageServers {
  private readonly sealing: SealingKey;

  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    private readonly servers: EvolutionServers,
    private readonly config: SenderConfig,
  ) {
    this.sealing = new SealingKey(config.SECRETS_KEY[0] ?? '');
  }

  /** By it others seal a key for us. */
  get sealingKey(): string {
    return this.sealing.publicKey;
  }

  async list({ actorId }: RequestBody<ListServersRequest>): Promise<ServerResource[]> {
    await requireAdministrator(this.database, actorId);
    return (await loadServers(this.database)).map((server) => this.describe(server));
  }

  async add(request: RequestBody<AddServerRequest>): Promise<ServerResource> {
    await requireAdministrator(this.database, request.actorId);
    const { id = uuid(), name, allowedNetworks } = request;
    const repeated = await findServer(this.database, id);
    if (repeated !== undefined) return this.describe(repeated);
    const access = {
      baseUrl: usableUrl(request.baseUrl, allowedNetworks),
      apiKey: this.open(request.sealedApiKey),
      trust: toServerTrust(request.trust),
      allowedNetworks,
    };
    const facts = await tryServer(access, patience);
    await this.storing(
      `INSERT INTO server (id, name, base_url, api_key, trust, allowed_networks, version, stores_messages) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, name, ...this.columns(id, access), facts.version, facts.storesMessages],
    );
    return this.changed(id);
  }

  async change(request: RequestBody<ChangeServerRequest>): Promise<ServerResource> {
    await requireAdministrator(this.database, request.actorId);
    const server = await findServer(this.database, request.serverId);
    if (server === undefined) throw refusals.serverNotFound();
    const { id, revision } = server;
    const name = request.name ?? server.name;
    if (!isAccessChanged(request)) {
      await this.storing('UPDATE server SET name = $2 WHERE id = $1', [id, name]);
      return this.changed(id);
    }
    if (server.fromEnvironment) throw refusals.serverOfEnvironment();
    const access = this.accessAfter(server, request);
    const facts = await tryServer(access, patience);
    const [stored] = await this.storing(
      `UPDATE server SET name = $2, base_url = $3, api_key = $4, trust = $5, allowed_networks = $6, version = coalesce($7, version),
         stores_messages = coalesce($8, stores_messages), revision = revision + 1, trouble = NULL, trouble_detail = NULL, trouble_at = NULL
       WHERE id = $1 AND revision = $9 RETURNING 1`,
      [id, name, ...this.columns(id, access), facts.version, facts.storesMessages, revision],
    );
    if (stored === undefined) throw refusals.serverNotFound();
    return this.changed(id);
  }

  async remove({ actorId, serverId }: RequestBody<RemoveServerRequest>): Promise<{ id: string }> {
    await requireAdministrator(this.database, actorId);
    const server = await findServer(this.database, serverId);
    if (server === undefined) throw refusals.serverNotFound();
    if (server.fromEnvironment) throw refusals.serverOfEnvironment();
    const [removed] = await this.database.query(
      'DELETE FROM server WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM number WHERE server_id = $1) RETURNING 1',
      [serverId],
    );
    if (removed === undefined) throw refusals.serverInUse(server.numbers);
    await this.servers.refresh();
    return { id: serverId };
  }

  private accessAfter(server: StoredServer, request: RequestBody<ChangeServerRequest>): ServerAccess {
    const { allowedNetworks = server.allowedNetworks, sealedApiKey } = request;
    const baseUrl = usableUrl(request.baseUrl ?? server.baseUrl, allowedNetworks);
    if (sealedApiKey === undefined && new URL(baseUrl).host !== new URL(server.baseUrl).host)
      throw refusals.serverKeyNeeded();
    return {
      baseUrl,
      apiKey:
        sealedApiKey === undefined
          ? this.secrets.decrypt(server.apiKey ?? '', keyPlace(server.id))
          : this.open(sealedApiKey),
      trust: request.trust === undefined ? server.trust : toServerTrust(request.trust),
      allowedNetworks,
    };
  }

  private columns(id: string, { baseUrl, apiKey, trust, allowedNetworks }: ServerAccess): unknown[] {
    return [baseUrl, this.secrets.encrypt(apiKey, keyPlace(id)), JSON.stringify(trust), allowedNetworks];
  }

  private open(sealed: string): string {
    return openSealed(this.sealing, sealed, keyPurpose);
  }

  private async storing(sql: string, values: unknown[]): Promise<unknown[]> {
    try {
      return await this.database.query(sql, values);
    } catch (error) {
      if (isUniqueViolation(error)) throw refusals.serverExists();
      throw error;
    }
  }

  private async changed(id: string): Promise<ServerResource> {
    await this.servers.refresh();
    const server = await findServer(this.database, id);
    if (server === undefined) throw refusals.serverNotFound();
    return this.describe(server);
  }

  private describe(server: StoredServer): ServerResource {
    return describeServer(server, this.config, this.secrets);
  }
}

const isAccessChanged = ({
  baseUrl,
  sealedApiKey,
  trust,
  allowedNetworks,
}: RequestBody<ChangeServerRequest>): boolean =>
  [baseUrl, sealedApiKey, trust, allowedNetworks].some((change) => change !== undefined);

/** @throws RequestRefused */
function usableUrl(baseUrl: string, allowedNetworks: string[]): string {
  const wrong = allowedNetworks.find((entry) => !isAllowable(entry));
  if (wrong !== undefined) throw refusals.serverUrlInvalid(`${wrong} is neither a host name nor a network`);
  const problem = problemOfUrl(baseUrl, allowedNetworks);
  if (problem !== undefined) throw refusals.serverUrlInvalid(problem);
  return plainUrl(baseUrl);
}
