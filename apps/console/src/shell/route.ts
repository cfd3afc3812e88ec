import { useSyncExternalStore } from 'react';

export type Route =
  /** `messageId`: the message that is to be shown. */
  | { screen: 'inbox'; ticketId: string | null; messageId?: string }
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
  const [screen, id, message] = hash.replace(/^#\/?/, '').split('/');
  const known = plain.find((name) => name === screen);
  if (known !== undefined) return { screen: known };
  const ticketId = id === undefined || id === '' ? null : decodeURIComponent(id);
  if (ticketId === null || message === undefined || message === '') return { screen: 'inbox', ticketId };
  return { screen: 'inbox', ticketId, messageId: decodeURIComponent(message) };
}

export function hrefOf(route: Route): string {
  if (route.screen !== 'inbox') return `#/${route.screen}`;
  const ids = [route.ticketId, route.messageId].filter((id) => id !== null && id !== undefined);
  return ['#/inbox', ...ids.map(encodeURIComponent)].join('/');
}

export function navigate(route: Route): void {
  window.location.hash = hrefOf(route);
}

/** The message has been shown, or cannot be: from now on the address is that of its ticket. */
export function leaveMessage(ticketId: string, messageId: string): void {
  if (window.location.hash !== hrefOf({ screen: 'inbox', ticketId, messageId })) return;
  window.history.replaceState(window.history.state, '', hrefOf({ screen: 'inbox', ticketId }));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
