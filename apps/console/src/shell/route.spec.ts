import { describe, expect, it } from 'vitest';
import { hrefOf, parseRoute } from './route.js';
import type { Route } from './route.js';

describe('parseRoute', () => {
  it('reads back every address that hrefOf writes', () => {
    const routes: Route[] = [
      { screen: 'inbox', ticketId: null },
      { screen: 'inbox', ticketId: '0199-a' },
      { screen: 'inbox', ticketId: '0199-a', messageId: '0199-b' },
      { screen: 'numbers' },
      { screen: 'agents' },
      { screen: 'departments' },
      { screen: 'account' },
      { screen: 'api-tokens' },
      { screen: 'audit' },
      { screen: 'backups' },
      { screen: 'letters' },
      { screen: 'system' },
    ];
    for (const route of routes) expect(parseRoute(hrefOf(route))).toEqual(route);
  });

  it('shows the inbox for anything else', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/inbox/']) {
      expect(parseRoute(hash)).toEqual({ screen: 'inbox', ticketId: null });
    }
  });
});
