import type { CertificateSeen, RequestBody } from '@bkcrm/contracts';
import { ProbeServerRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { requireAdministrator } from '../agents/require-administrator.js';
import { AddressRefused } from '../evolution-api/address-guard.js';
import { EvolutionInstances } from '../evolution-api/evolution-instances.js';
import { EvolutionTransport } from '../evolution-api/evolution-transport.js';
import { refusals } from '../requests/refusals.js';
import { problemOfUrl } from './domain/server-url.js';
import { lookAtCertificate } from './look-at-certificate.js';
import { addressRuleOf, askVersion, refusalOf } from './try-server.js';

const patience = 25_000;

/** Looks at a server before it is trusted: nobody's key is sent. */
@Injectable()
export class ProbeServer {
  constructor(private readonly database: Database) {}

  async execute({
    actorId,
    baseUrl,
    allowedNetworks,
  }: RequestBody<ProbeServerRequest>): Promise<ProbeServerRequest['reply']> {
    await requireAdministrator(this.database, actorId);
    const problem = problemOfUrl(baseUrl, allowedNetworks);
    if (problem !== undefined) throw refusals.serverUrlInvalid(problem);
    const certificate = await this.look({ baseUrl, allowedNetworks });
    const isTrusted = certificate === null || certificate.problem === null;
    return { certificate, version: isTrusted ? await this.askVersion({ baseUrl, allowedNetworks }) : null };
  }

  private async look(server: { baseUrl: string; allowedNetworks: string[] }): Promise<CertificateSeen | null> {
    const url = new URL(server.baseUrl);
    if (url.protocol !== 'https:') return null;
    try {
      return await lookAtCertificate(url, addressRuleOf(server));
    } catch (error) {
      if (error instanceof AddressRefused) throw refusals.serverAddressRefused(error.message);
      throw refusals.serverUnreachable('net', error instanceof Error ? error.message : String(error));
    }
  }

  private async askVersion(server: { baseUrl: string; allowedNetworks: string[] }): Promise<string | null> {
    const transport = new EvolutionTransport({
      url: server.baseUrl,
      apiKey: null,
      trust: {},
      addresses: addressRuleOf(server),
      timeout: patience,
    });
    try {
      return (await askVersion(new EvolutionInstances(transport))) ?? null;
    } catch (error) {
      throw await refusalOf(error, server);
    } finally {
      await transport.destroy();
    }
  }
}
