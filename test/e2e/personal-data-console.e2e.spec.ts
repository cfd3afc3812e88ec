import { eventually } from '@bkcrm/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { executablePath, logIn, withBrowser } from './browser.js';
import { Auditor } from './stored.js';
import { withSystem } from './system.js';

const instance = 'loja';

describe.skipIf(!executablePath)('the data of a person, in the console', () => {
  const system = withSystem({ instances: [instance] });
  const browser = withBrowser();
  let count = 0;

  /** Somebody writes, and their conversation is open with its details. */
  async function open(details: string, options?: BrowserContextOptions): Promise<Page> {
    count += 1;
    const text = `hello ${count}`;
    await system.current.simulator.customerSends({ instance, phone: `55119876512${count}0`, text });
    const page = await browser.open(system.current.urls.gateway, options);
    await logIn(page);
    await page.getByTestId('conversation-list').getByText(text).click();
    // Where there is room they are open.
    if ((page.viewportSize()?.width ?? 0) < 1000) await page.getByRole('button', { name: details }).first().click();
    return page;
  }

  it('is exported and erased by an administrator, for a reason', async () => {
    const page = await open('Detalhes');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exportar dados' }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^contact-.*\.tar\.gz$/);
    await page.getByRole('button', { name: 'Apagar dados desta pessoa' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Apagar para sempre' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('Motivo').fill('a pessoa pediu');
    await confirm.click();
    await page.getByText('Os dados estão sendo apagados.').waitFor();
    await eventually(async () => expect(await page.getByText('hello 1').count()).toBe(0));
    const auditor = new Auditor(system.current.databaseUrl);
    await eventually(async () => expect(await auditor.query('SELECT 1 FROM ticket.message')).toEqual([]), {
      timeout: 30_000,
    });
  });

  it.each([
    ['desktop', 'light', 'pt-BR', 'Detalhes', 'Apagar dados desta pessoa', { width: 1280, height: 800 }],
    ['desktop', 'dark', 'en', 'Details', 'Erase this person’s data', { width: 1280, height: 800 }],
    ['phone', 'light', 'es', 'Detalles', 'Borrar los datos de esta persona', { width: 390, height: 844 }],
    ['phone', 'dark', 'pt-BR', 'Detalhes', 'Apagar dados desta pessoa', { width: 390, height: 844 }],
  ] as const)('fits a %s in %s, in %s', async (device, colorScheme, locale, details, erase, viewport) => {
    const page = await open(details, { colorScheme, locale, viewport });
    const folder = process.env['BKCRM_TEST_PICTURES'];
    const picture = async (name: string): Promise<void> => {
      if (folder !== undefined)
        await page.screenshot({ path: `${folder}/${name}-${device}-${colorScheme}-${locale}.png` });
    };
    const width = (): Promise<number> => page.evaluate('document.documentElement.scrollWidth');
    const button = page.getByRole('button', { name: erase });
    await button.scrollIntoViewIfNeeded();
    expect(await width()).toBeLessThanOrEqual(viewport.width);
    await picture('details');
    await button.click();
    await page.getByRole('dialog').waitFor();
    expect(await width()).toBeLessThanOrEqual(viewport.width);
    await picture('erase');
  });
});
