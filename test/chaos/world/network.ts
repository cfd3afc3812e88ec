import { TcpProxy } from '@bkcrm/testing';
import { links } from './replicas.js';
import type { Link } from './replicas.js';

/** Every link of the system, each with a proxy that can be cut. */
export class Network {
  private constructor(private readonly proxies: ReadonlyMap<Link, TcpProxy>) {}

  /** @param port where a link leads to */
  static async of(port: (link: Link) => number): Promise<Network> {
    const proxies = await Promise.all(
      links.map(async (link) => [link, await TcpProxy.to({ port: port(link) })] as const),
    );
    return new Network(new Map(proxies));
  }

  proxy(link: Link): TcpProxy {
    const found = this.proxies.get(link);
    if (found === undefined) throw new Error(`there is no link ${link}`);
    return found;
  }

  /** The URL, but through the link. */
  through(link: Link, url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.proxy(link).port);
    return changed.href.replace(/\/$/, '');
  }

  heal(): void {
    for (const proxy of this.proxies.values()) proxy.restore();
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
  }
}
