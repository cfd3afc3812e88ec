import { eventually } from '@bkcrm/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { executablePath, logIn, withBrowser } from './browser.js';
import { Auditor } from './stored.js';
import { withSystem } from './system.js';

const instance = 'loja';

describe.skipIf(!executablePath)('what could not be handled, in the console', () => {
  const system = withSystem({ instances: [instance] });
  const browser = withBrowser();

  async function open(options?: BrowserContextOptions): Promise<Page> {
    const page = await browser.open(system.current.urls.gateway, options);
    await logIn(page);
    await page.getByTestId('conversation-list').waitFor();
    await page.evaluate(() => {
      (globalThis as unknown as { location: { hash: string } }).location.hash = '#/letters';
    });
    await page.getByTestId('letters').waitFor();
    return page;
  }

  const letters = () => new Auditor(system.current.databaseUrl).deadLetters();

  it('is read, mended, replayed and discarded', async () => {
    for (const name of ['first', 'second'])
      expect((await system.current.post('messages.upsert', instance, { key: {}, message: {}, name })).status).toBe(200);
    await eventually(async () => expect(await letters()).toHaveLength(2));
    const page = await open();
    const rows = page.getByTestId('letters').locator('li');
    await eventually(async () => expect(await rows.count()).toBe(2));

    await rows.first().getByRole('button', { name: 'Abrir' }).click();
    const dialog = page.getByRole('dialog');
    const body = dialog.getByLabel('Conteúdo');
    await eventually(async () => expect(await body.inputValue()).toContain('"key": {}'));
    await body.fill((await body.inputValue()).replace('"messages.upsert"', '"presence.update"'));
    await dialog.getByRole('button', { name: 'Reprocessar com a mudança' }).click();
    await page.getByText('1 de volta à fila.').waitFor();

    await eventually(async () => expect(await rows.count()).toBeGreaterThan(0));
    await rows.last().getByRole('button', { name: 'Abrir' }).click();
    await dialog.getByLabel('Motivo para descartar').fill('um teste do fornecedor');
    await dialog.getByRole('button', { name: 'Descartar' }).click();
    await page.getByText('1 descartadas.').waitFor();
    await page.getByTestId('ledger').getByText('recebidas').waitFor();

    await page.getByRole('link', { name: 'Auditoria' }).click();
    await page.getByTestId('audit').locator('li').filter({ hasText: 'um teste do fornecedor' }).waitFor();
  });

  it.each([
    ['desktop', 'light', 'pt-BR', { width: 1280, height: 800 }],
    ['desktop', 'dark', 'en', { width: 1280, height: 800 }],
    ['phone', 'light', 'es', { width: 390, height: 844 }],
    ['phone', 'dark', 'pt-BR', { width: 390, height: 844 }],
  ] as const)('fits a %s in %s, in %s', async (device, colorScheme, locale, viewport) => {
    await system.current.post('messages.upsert', instance, { key: {}, message: {}, device, locale });
    await eventually(async () => expect((await letters()).length).toBeGreaterThan(0));
    const page = await open({ colorScheme, locale, viewport });
    await page.getByTestId('ledger').waitFor();
    const width = (): Promise<number> => page.evaluate('document.documentElement.scrollWidth');
    expect(await width()).toBeLessThanOrEqual(viewport.width);
    const folder = process.env['BKCRM_TEST_PICTURES'];
    const picture = (name: string) =>
      folder === undefined
        ? Promise.resolve()
        : page.screenshot({ path: `${folder}/${name}-${device}-${colorScheme}-${locale}.png` }).then(() => undefined);
    await picture('letters');
    await page.getByTestId('letters').getByRole('button').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(
      await dialog.evaluate(
        (node: { scrollWidth: number; clientWidth: number }) => node.scrollWidth - node.clientWidth,
      ),
    ).toBe(0);
    await picture('letter');
  });
});
