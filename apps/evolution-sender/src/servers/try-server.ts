import type { CertificateSeen } from '@bkcrm/contracts';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { AddressRefused } from '../evolution-api/address-guard.js';
import type { AddressRule } from '../evolution-api/address-guard.js';
import { EvolutionInstances } from '../evolution-api/evolution-instances.js';
import { EvolutionTransport } from '../evolution-api/evolution-transport.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import type { ListedInstance } from '../evolution-api/read-instances.js';
import { UntrustedCertificate } from '../evolution-api/tls-trust.js';
import { refusals } from '../requests/refusals.js';
import { isUnsupported } from './domain/server-limits.js';
import { toTlsTrust } from './domain/server-trust.js';
import type { ServerTrust } from './domain/server-trust.js';
import { problemOfUrl } from './domain/server-url.js';
import { lookAtCertificate } from './look-at-certificate.js';

/** How a server would be reached. */
export interface ServerAccess {
  baseUrl: string;
  apiKey: string;
  trust: ServerTrust;
  allowedNetworks: string[];
}

export interface ServerFacts {
  version: string | null;
  storesMessages: boolean | null;
}

/** Where a server may be that an administrator entered: without encryption only where that was allowed by name. */
export const addressRuleOf = ({
  baseUrl,
  allowedNetworks,
}: Pick<ServerAccess, 'baseUrl' | 'allowedNetworks'>): AddressRule => ({
  allowed: allowedNetworks,
  public: baseUrl.startsWith('https:'),
});

/**
 * Tries a server before its settings are kept: it answers, its certificate is trusted, its key opens it, its version will do.
 * @throws RequestRefused with the reason
 */
export async function tryServer(access: ServerAccess, timeout: number): Promise<ServerFacts> {
  const problem = problemOfUrl(access.baseUrl, access.allowedNetworks);
  if (problem !== undefined) throw refusals.serverUrlInvalid(problem);
  const transport = new EvolutionTransport({
    url: access.baseUrl,
    apiKey: access.apiKey,
    trust: toTlsTrust(access.trust),
    addresses: addressRuleOf(access),
    timeout,
  });
  try {
    return await ask(new EvolutionInstances(transport));
  } catch (error) {
    throw await refusalOf(error, access);
  } finally {
    await transport.destroy();
  }
}

async function ask(instances: EvolutionInstances): Promise<ServerFacts> {
  const version = await askVersion(instances);
  if (version !== undefined && isUnsupported(version)) throw refusals.serverVersionUnsupported(version);
  if (!(await instances.isGlobalKey())) throw refusals.serverKeyRefused();
  return { version: version ?? null, storesMessages: storesMessages(await instances.list()) };
}

/** It may be slow or fail because it asks web.whatsapp.com first: that is no reason against the server. */
export async function askVersion(instances: EvolutionInstances): Promise<string | undefined> {
  try {
    return await instances.version();
  } catch (error) {
    if (error instanceof EvolutionRefused) return undefined;
    if (error instanceof EvolutionUnreachable && error.reason === 'slow' && error.written) return undefined;
    throw error;
  }
}

/** As far as it can be seen from outside: what is there was stored; nothing there says nothing. */
export function storesMessages(instances: ListedInstance[]): boolean | null {
  return instances.some((instance) => (instance.storedMessages ?? 0) > 0) ? true : null;
}

/** What stood in the way, as a refusal; errors that are not the server's stay as they are. */
export async function refusalOf(
  error: unknown,
  { baseUrl, allowedNetworks }: Pick<ServerAccess, 'baseUrl' | 'allowedNetworks'>,
): Promise<unknown> {
  if (error instanceof EvolutionRefused)
    return error.status === 401 ? refusals.serverKeyRefused() : refusals.serverAnswersOddly(error.message);
  if (!(error instanceof EvolutionUnreachable)) return error;
  const { cause } = error;
  if (cause instanceof AddressRefused) return refusals.serverAddressRefused(cause.message);
  if (!(cause instanceof UntrustedCertificate)) return refusals.serverUnreachable(error.reason, error.message);
  const seen = await tryToLook(baseUrl, allowedNetworks);
  return refusals.serverCertificateUntrusted(cause.message, seen && { ...seen, problem: cause.problem });
}

async function tryToLook(baseUrl: string, allowedNetworks: string[]): Promise<CertificateSeen | undefined> {
  try {
    return await lookAtCertificate(new URL(baseUrl), addressRuleOf({ baseUrl, allowedNetworks }));
  } catch {
    return undefined;
  }
}
