import { eventually } from '@bkcrm/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { executablePath, logIn, withBrowser } from './browser.js';
import { withSystem } from './system.js';

const instance = 'loja';

describe.skipIf(!executablePath)('the console of an administrator', () => {
  const system = withSystem({ instances: [instance] });
  const browser = withBrowser();

  async function open(screen: 'inbox' | 'system', options?: BrowserContextOptions): Promise<Page> {
    const page = await browser.open(system.current.urls.gateway, options);
    await logIn(page);
    await page.getByTestId('conversation-list').waitFor();
    await page.evaluate((hash) => {
      (globalThis as unknown as { location: { hash: string } }).location.hash = hash;
    }, `#/${screen}`);
    return page;
  }

  it('shows how the system does, live: a service that stops and comes back', async () => {
    const page = await open('system');
    const service = page.getByTestId('service-evolution-sender');
    const states = (): Promise<(string | null)[]> =>
      service.locator('.system-replica').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-state')));
    await eventually(async () => expect(await states()).toEqual(['ready']), { timeout: 20_000 });
    await page.getByTestId('queues').getByText('ticket.inbound-p0').waitFor();
    await system.current.process('evolution-sender').stop();
    await eventually(async () => expect(await states()).toEqual(['stopped']), { timeout: 20_000 });
    await system.current.start('evolution-sender');
    await eventually(async () => expect(await states()).toEqual(['ready', 'stopped']), { timeout: 20_000 });
  });

  it('is told of a problem while it is open, without a reload, until it was seen', async () => {
    const page = await open('inbox');
    const second = await browser.tab(page.context(), `${system.current.urls.gateway}/#/numbers`);
    await system.current.post('messages.upsert', instance, { key: {}, message: {} });
    const banner = page.getByTestId('notice');
    await banner.getByText('Alguém precisa decidir').waitFor({ timeout: 45_000 });
    await second.getByTestId('notice').waitFor({ timeout: 20_000 });
    await banner.getByRole('link', { name: 'Ver' }).click();
    await page.getByTestId('problems').getByText('Alguém precisa decidir').waitFor();
    // Whoever has looked has seen it, in all windows.
    await second.getByTestId('notice').waitFor({ state: 'detached' });
  });

  it.each([
    ['desktop', 'light', 'pt-BR', { width: 1280, height: 800 }],
    ['desktop', 'dark', 'en', { width: 1280, height: 800 }],
    ['phone', 'light', 'es', { width: 390, height: 844 }],
    ['phone', 'dark', 'pt-BR', { width: 390, height: 844 }],
  ] as const)('fits a %s in %s, in %s', async (device, colorScheme, locale, viewport) => {
    const page = await open('system', { colorScheme, locale, viewport });
    await page.getByTestId('queues').getByText('ticket.inbound-p0').waitFor();
    await page.getByTestId('problems').waitFor();
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(viewport.width);
    const folder = process.env['BKCRM_TEST_PICTURES'];
    if (folder === undefined) return;
    await page.screenshot({ path: `${folder}/system-${device}-${colorScheme}.png` });
    await page.locator('.page').evaluate((node: { scrollTop: number }) => {
      node.scrollTop = 700;
    });
    await page.screenshot({ path: `${folder}/system-${device}-${colorScheme}-below.png` });
  });
});
