import { lookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

/** Where a server may be. Without a rule it may be anywhere: the operator configured it. */
export interface AddressRule {
  /** Host names, and CIDR blocks or addresses, that are allowed although they are not public. */
  allowed: readonly string[];
  /** Whether public addresses are allowed as well. */
  public: boolean;
}

/** The name leads somewhere it must not: nothing was connected. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';

  constructor(host: string, address: string) {
    super(`${host} is at ${address}, which is not allowed for this server`);
    this.name = 'AddressRefused';
  }
}

/** Not even a host name that is allowed may lead there: cloud metadata, everybody, nobody. A block that names them may. */
const never = blockList([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
]);

/** Loopback, private, shared, and documentation networks. */
const notPublic = blockList([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // These carry an IPv4 address inside.
  ['2001::', 32],
  ['2002::', 16],
  ['2001:db8::', 32],
]);

/** What the internet uses of IPv6. Mapped IPv4 addresses (`::ffff:…`), unique local ones and the like are outside. */
const globalUnicast = blockList([['2000::', 3]]);

/** @throws AddressRefused */
export function checkAddress(host: string, address: string, rule: AddressRule): void {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const { names, blocks } = parse(rule.allowed);
  if (blocks.check(address, family)) return;
  if (names.has(host.toLowerCase()) && !never.check(address, family)) return;
  const isPublic =
    !never.check(address, family) &&
    !notPublic.check(address, family) &&
    (family === 'ipv4' || globalUnicast.check(address, family));
  if (!rule.public || !isPublic) throw new AddressRefused(host, address);
}

/** Resolves a name for a connection: only addresses that the rule allows are handed over, so that what was checked is dialled. */
export function guardedLookup(rule: AddressRule, resolve: typeof lookup = lookup): LookupFunction {
  return (host, options: LookupOptions, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      const refused = error ?? findRefused(host, found, rule);
      const [first] = found ?? [];
      if (refused !== undefined) callback(refused, '');
      else if (options.all === true || first === undefined) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

function findRefused(host: string, found: LookupAddress[], rule: AddressRule): AddressRefused | undefined {
  try {
    for (const { address } of found) checkAddress(host, address, rule);
    return undefined;
  } catch (error) {
    if (error instanceof AddressRefused) return error;
    throw error;
  }
}

/** Whether an entry of an allow-list can be used; a reason otherwise would be its author's typing error. */
export const isAllowable = (entry: string): boolean => readBlock(entry) !== undefined || /^[\w.-]+$/.test(entry);

function parse(allowed: readonly string[]): { names: Set<string>; blocks: BlockList } {
  const blocks = allowed.map((entry) => readBlock(entry)).filter((block) => block !== undefined);
  const names = allowed.filter((entry) => readBlock(entry) === undefined).map((entry) => entry.toLowerCase());
  return { names: new Set(names), blocks: blockList(blocks) };
}

function readBlock(entry: string): [string, number] | undefined {
  const [address = '', bits] = entry.split('/');
  const family = isIP(address);
  if (family === 0) return undefined;
  const most = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  return Number.isInteger(prefix) && prefix >= 0 && prefix <= most ? [address, prefix] : undefined;
}

function blockList(blocks: [string, number][]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of blocks) list.addSubnet(address, bits, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}
