/** Why an address cannot be a server's; undefined for one that can. Whether it may be reached is decided when connecting. */
export function problemOfUrl(text: string, allowedNetworks: readonly string[]): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'the address must begin with https://';
  if (url.username !== '' || url.password !== '') return 'the address must not contain a user name or a password';
  if (url.search !== '' || url.hash !== '') return 'the address must end with the path';
  if (url.protocol === 'http:' && allowedNetworks.length === 0)
    return 'without https the network must be private and allowed: the key would travel in clear';
  return undefined;
}

/** As it is stored: without the slash at the end. */
export const plainUrl = (text: string): string => new URL(text).href.replace(/\/+$/, '');
