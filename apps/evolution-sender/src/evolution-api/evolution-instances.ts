import type { EvolutionAnswer, EvolutionCall } from './evolution-transport.js';
import { EvolutionRefused } from './evolution-api.js';
import { readInstances, readLink, readSettings, readVersion } from './read-instances.js';
import type { InstanceSettings, LinkOffer, ListedInstance } from './read-instances.js';

export interface WantedInstance {
  name: string;
  /** The instance's own key. */
  token: string;
  settings: InstanceSettings;
  webhook: { url: string; headers: Record<string, string>; events: readonly string[] };
}

/** Whose an instance is: made with the token, somebody else's, or nobody's. */
export type InstanceOwner = 'ours' | 'another' | 'missing';

/** Milliseconds for what Evolution answers out of its own memory or database. */
const quick = 15_000;
/** `GET /` fetches a page of web.whatsapp.com before it answers. */
const slow = 25_000;

interface Caller {
  call(call: EvolutionCall): Promise<EvolutionAnswer>;
}

/** Evolution's REST API about instances and the server itself. Errors are those of EvolutionApi. */
export class EvolutionInstances {
  constructor(private readonly transport: Caller) {}

  /** What the server says about itself; it is asked without a key. Undefined when it says no version. */
  async version(): Promise<string | undefined> {
    return readVersion(await this.succeed({ method: 'GET', route: '/', apiKey: null, timeout: slow }));
  }

  /** Every instance that the key opens. With the global key, all of them. */
  async list(): Promise<ListedInstance[]> {
    return readInstances(await this.succeed({ method: 'GET', route: '/instance/fetchInstances', timeout: quick }));
  }

  /** Whether the key is the global one; false for an instance's own. */
  async isGlobalKey(): Promise<boolean> {
    const route = '/verify-creds';
    const answer = await this.transport.call({ method: 'POST', route, body: {}, timeout: quick });
    return answer.status === 200;
  }

  /**
   * Whose the instance of a name is, told by whether the token opens it: also right after a creation whose answer was lost.
   * Evolution looks at the name first and at the key then.
   */
  async ownerOf(name: string, token: string): Promise<InstanceOwner> {
    const route = '/instance/connectionState/{instance}';
    const answer = await this.transport.call({ method: 'GET', route, instance: name, apiKey: token, timeout: quick });
    if (answer.status === 404) return 'missing';
    if (answer.status === 401 || answer.status === 403) return 'another';
    expectSuccess(answer, route);
    return 'ours';
  }

  async create({ name, token, settings, webhook }: WantedInstance): Promise<void> {
    const hook = { ...webhook, byEvents: false, base64: false };
    const body = {
      instanceName: name,
      integration: 'WHATSAPP-BAILEYS',
      token,
      qrcode: false,
      ...settings,
      webhook: hook,
    };
    await this.succeed({ method: 'POST', route: '/instance/create', body });
  }

  /** Begins to link, or tells how far that is. With a phone (digits) a pairing code comes as well. */
  async connect(instance: string, phone?: string): Promise<LinkOffer> {
    const route = '/instance/connect/{instance}';
    const query = phone === undefined ? undefined : { number: phone };
    return readLink(await this.succeed({ method: 'GET', route, instance, query, timeout: slow }));
  }

  /** @throws EvolutionRefused also on the 200 by which Evolution says that it could not */
  async restart(instance: string): Promise<void> {
    const route = '/instance/restart/{instance}';
    const answer = await this.transport.call({ method: 'POST', route, instance, timeout: slow });
    const link = readLink(expectSuccess(answer, route));
    if (link.failed) throw new EvolutionRefused(answer.status, answer.body, route);
  }

  /** Logs out first, if it is linked. No such instance is what was wanted. */
  async remove(instance: string): Promise<void> {
    const route = '/instance/delete/{instance}';
    const answer = await this.transport.call({ method: 'DELETE', route, instance });
    if (answer.status !== 404) expectSuccess(answer, route);
  }

  /** Undefined when the instance has none stored. */
  async settings(instance: string): Promise<InstanceSettings | undefined> {
    const route = '/settings/find/{instance}';
    return readSettings(await this.succeed({ method: 'GET', route, instance, timeout: quick }));
  }

  async setSettings(instance: string, settings: InstanceSettings): Promise<void> {
    await this.succeed({ method: 'POST', route: '/settings/set/{instance}', instance, body: settings });
  }

  private async succeed(call: EvolutionCall): Promise<unknown> {
    return expectSuccess(await this.transport.call(call), call.route);
  }
}

function expectSuccess(answer: EvolutionAnswer, route: string): unknown {
  if (answer.status < 200 || answer.status > 299 || answer.body === undefined)
    throw new EvolutionRefused(answer.status, answer.body, route);
  return answer.body;
}
