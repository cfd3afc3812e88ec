import { useSyncExternalStore } from 'react';

export type Route =
  | { screen: 'inbox'; ticketId: string | null }
  | { screen: 'numbers' }
  | { screen: 'agents' }
  | { screen: 'departments' }
  | { screen: 'account' }
  | { screen: 'api-tokens' }
  | { screen: 'audit' }
  | { screen: 'backups' }
  | { screen: 'letters' }
  | { screen: 'system' };

const plain = [
  'numbers',
  'agents',
  'departments',
  'account',
  'api-tokens',
  'audit',
  'backups',
  'letters',
  'system',
] as const;

/** The address's fragment says what is shown, so that every conversation has an address and the back button works. */
export function parseRoute(hash: string): Route {
  const [screen, id] = hash.replace(/^#\/?/, '').split('/');
  const known = plain.find((name) => name === screen);
  if (known !== undefined) return { screen: known };
  return { screen: 'inbox', ticketId: id === undefined || id === '' ? null : decodeURIComponent(id) };
}

export function hrefOf(route: Route): string {
  if (route.screen !== 'inbox') return `#/${route.screen}`;
  return route.ticketId === null ? '#/inbox' : `#/inbox/${encodeURIComponent(route.ticketId)}`;
}

export function navigate(route: Route): void {
  window.location.hash = hrefOf(route);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
