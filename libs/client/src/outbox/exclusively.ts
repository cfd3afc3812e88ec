import { browser } from './browser.js';

/**
 * Does the work while no other page of this browser does work of the same name; when a page is closed, the next one's turn
 * comes. Where there are no locks (outside browsers, or without HTTPS) it is just done: the server stores a message once
 * however often it is sent.
 */
export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  const locks = browser.navigator?.locks;
  let isDone = false;
  const doOnce = async (): Promise<void> => {
    isDone = true;
    await work();
  };
  // A page may be refused the locks as well, and reject.
  await locks?.request(name, doOnce).catch(() => undefined);
  if (!isDone) await work();
}
