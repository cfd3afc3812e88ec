import { BkcrmClient } from '@bkcrm/client';
import type { SearchResults } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, logIn, withBrowser } from './browser.js';
import { administrator, withSystem } from './system.js';

const instance = 'loja';
const phone = '5511987650123';
const needle = 'Preciso do ORÇAMENTO da reforma, por favor';
/** More than two pages of history stand above the newest. */
const messagesAfter = 130;

describe('what was written', () => {
  const system = withSystem({ instances: [instance] });
  let client: BkcrmClient;

  const say = (text: string, from = phone): Promise<unknown> =>
    system.current.simulator.customerSends({ instance, phone: from, text });
  const search = async (q: string, by = client): Promise<SearchResults> => (await by.api.search(q)).data;

  beforeAll(async () => {
    client = new BkcrmClient({ url: system.current.urls.gateway });
    await client.login(administrator.email, administrator.password);
    await say(needle);
    for (let index = 1; index <= messagesAfter; index += 1) await say(`mensagem ${index}`);
    await eventually(async () => expect((await search(`mensagem ${messagesAfter}`)).messages).toHaveLength(1), {
      timeout: 60_000,
    });
  });
  afterAll(() => client.logout());

  it('is found by whoever may see it as soon as it has come, and by nobody else', async () => {
    const { messages } = await search('orcam reforma');
    expect(messages).toEqual([]);
    const found = await search('reforma orcam');
    expect(found).toMatchObject({ messages: [{ contact: { phone }, direction: 'in' }], nextCursor: null });
    expect((await search('98765-0123')).contacts).toMatchObject([{ phone }]);

    const [sales, support] = await Promise.all(['Vendas', 'Suporte'].map((name) => client.api.addDepartment({ name })));
    await client.updateTicket(found.messages[0]?.ticketId ?? '', { departmentId: sales?.id ?? null });
    const person = { name: 'Rui', email: 'rui@example.com', password: 'correct horse battery' };
    await client.api.addAgent({ ...person, role: 'agent', departmentIds: [support?.id ?? ''] });
    const other = new BkcrmClient({ url: system.current.urls.gateway });
    await other.login(person.email, person.password);
    expect(await search('reforma orcam', other)).toEqual({ contacts: [], messages: [], nextCursor: null });
    expect(await search('98765-0123', other)).toMatchObject({ contacts: [] });
  });

  describe.skipIf(!executablePath)('at a console', () => {
    const browser = withBrowser();

    async function console(options?: BrowserContextOptions): Promise<Page> {
      const page = await browser.open(system.current.urls.gateway, options);
      await logIn(page);
      await page.getByTestId('conversation-list').waitFor();
      return page;
    }

    it('is found while it is typed, and shown where it was said, however far back', async () => {
      const page = await console();
      await page.locator('[data-testid=connection-status][data-status=live]').waitFor({ state: 'attached' });
      await page.keyboard.press('/');
      await page.keyboard.type('reforma orçam');
      const results = page.getByTestId('search-results');
      await results.locator('mark', { hasText: 'ORÇAMENTO' }).waitFor();
      // What comes meanwhile leaves the words alone.
      await say('Alguém aí?', '5511987650124');
      await eventually(async () => expect((await search('alguem ai')).messages).toHaveLength(1), { timeout: 15_000 });
      const field = page.getByRole('searchbox');
      expect(await field.inputValue()).toBe('reforma orçam');

      await results.getByRole('button', { name: /ORÇAMENTO/ }).click();
      const bubble = page.getByTestId('thread').locator('article', { hasText: needle });
      await bubble.waitFor();
      await eventually(async () => {
        const place = await bubble.boundingBox();
        expect(place?.y).toBeGreaterThan(60);
        expect(place?.y).toBeLessThan(740);
      });
      await page.waitForURL(/#\/inbox\/[\w-]+$/);

      await field.focus();
      await page.keyboard.press('Escape');
      expect(await field.inputValue()).toBe('');
      await results.waitFor({ state: 'detached' });
      await page.getByTestId('conversation-list').getByText('Mariana Duarte').waitFor();
    });

    it('is found on a phone, too, and nothing is said to be found when nothing is', async () => {
      const page = await console({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true });
      await page.getByRole('searchbox').fill('xilofone');
      await page.getByText('Nada encontrado').waitFor();
      await page.getByRole('searchbox').fill('reforma');
      await page
        .getByTestId('search-results')
        .getByRole('button', { name: /reforma/ })
        .click();
      await page.getByTestId('thread').locator('article', { hasText: needle }).waitFor();
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(390);
    });
  });
});
