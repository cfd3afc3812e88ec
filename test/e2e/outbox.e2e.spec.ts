import { eventually } from '@bkcrm/testing';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, logIn, withBrowser } from './browser.js';
import { login, withSystem } from './system.js';
import { aText } from './webhooks.js';

const instance = 'loja';
const server = /\/(api|socket\.io)\//;

const write = async (tab: Page, text: string): Promise<void> => {
  await tab.locator('footer.composer textarea').fill(text);
  await tab.keyboard.press('Enter');
};
const bubbles = (tab: Page, text: string) => tab.getByTestId('thread').getByText(text, { exact: true });

describe.skipIf(!executablePath)('what is written in tabs of one browser', () => {
  const system = withSystem({ instances: [instance] });
  const browser = withBrowser();

  beforeAll(async () => {
    await system.current.post('messages.upsert', instance, aText({ text: 'Oi!' }));
  });

  // A test that failed must not leave the others without a server.
  afterEach(() => system.current.gatewayProxy.restore());

  async function tab(context: BrowserContext, isFirst = false): Promise<Page> {
    const page = await browser.tab(context, system.current.urls.gateway);
    if (isFirst) await logIn(page);
    await page.getByTestId('conversation-list').getByText('Customer 0123').click();
    await bubbles(page, 'Oi!').waitFor();
    return page;
  }

  async function accepted(...texts: string[]): Promise<void> {
    await eventually(
      async () => {
        const all = await system.current.simulator.accepted(instance);
        expect(all.map(({ text }) => text).filter((text) => texts.includes(text ?? ''))).toEqual(texts);
      },
      { timeout: 30_000 },
    );
  }

  async function colleague(): Promise<{ email: string; password: string }> {
    const someone = { email: 'colleague@example.com', password: 'another correct horse' };
    const response = await fetch(`${system.current.urls.gateway}/api/v1/agents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await login(system.current)}` },
      body: JSON.stringify({ ...someone, name: 'Colleague', role: 'administrator', departmentIds: [] }),
    });
    expect(response.status).toBe(201);
    return someone;
  }

  it('survives a reload without a connection, and leaves by itself once there is one', async () => {
    const context = await browser.context();
    const page = await tab(context, true);
    system.current.gatewayProxy.cut();
    await page.locator('[data-testid=connection-status][data-status=offline]').waitFor({ state: 'attached' });
    await write(page, 'first');
    await write(page, 'second');
    await bubbles(page, 'second').waitFor();
    // The page itself comes from the same server: only what it asks for is kept from it.
    await context.route(server, (route) => route.abort());
    system.current.gatewayProxy.restore();
    await page.reload();
    await page.getByTestId('unsent').getByText('2').waitFor();
    await page.getByTestId('unsent').getByRole('button').click();
    await page.getByRole('dialog').getByText('first').waitFor();
    await page.keyboard.press('Escape');
    await context.unroute(server);
    await accepted('first', 'second');
    await page.getByTestId('unsent').waitFor({ state: 'detached' });
  });

  it('shows in all of them, and is sent by another one when the first is closed', async () => {
    const context = await browser.context();
    const [first, second] = [await tab(context, true), await tab(context)];
    system.current.gatewayProxy.cut();
    await first.locator('[data-testid=connection-status][data-status=offline]').waitFor({ state: 'attached' });
    await write(first, 'from the first tab');
    await bubbles(second, 'from the first tab').waitFor();
    await first.close();
    system.current.gatewayProxy.restore();
    await accepted('from the first tab');
    await second.locator('article[data-direction=out]:not([data-status=pending])', { hasText: 'first tab' }).waitFor();
    expect(await bubbles(second, 'from the first tab').count()).toBe(1);
  });

  it('is sent by exactly one of them, in the order of each', async () => {
    const context = await browser.context();
    const tabs = [await tab(context, true), await tab(context), await tab(context)];
    const sends: string[] = [];
    context.on('request', (request) => {
      const isSend = request.method() === 'POST' && request.url().endsWith('/messages');
      if (isSend) sends.push((request.postDataJSON() as { text: string }).text);
    });
    const texts = Array.from({ length: 12 }, (_, index) => `number ${index}`);
    for (const [index, text] of texts.entries()) {
      const page = tabs[index % 3];
      if (page !== undefined) await write(page, text);
    }
    await eventually(
      async () => {
        const all = await system.current.simulator.accepted(instance);
        const own = all.map(({ text }) => text ?? '').filter((text) => texts.includes(text));
        expect([...own].sort()).toEqual([...texts].sort());
        const ofTab = (all: string[], tab: number): string[] => all.filter((text) => texts.indexOf(text) % 3 === tab);
        for (const tab of tabs.keys()) expect(ofTab(own, tab)).toEqual(ofTab(texts, tab));
      },
      { timeout: 30_000 },
    );
    expect([...sends].sort()).toEqual([...texts].sort());
    for (const page of tabs) await page.locator('article[data-status=pending]').first().waitFor({ state: 'detached' });
  });

  it('is shown to nobody else who logs in, and waits for whoever wrote it', async () => {
    const context = await browser.context();
    const page = await tab(context, true);
    await context.route('**/messages', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.fallback(),
    );
    await write(page, 'of the administrator');
    await bubbles(page, 'of the administrator').waitFor();
    await logOut(page);
    await context.unroute('**/messages');
    await logIn(page, await colleague());
    await page.getByTestId('conversation-list').getByText('Customer 0123').click();
    await write(page, 'of a colleague');
    await accepted('of a colleague');
    expect(await bubbles(page, 'of the administrator').count()).toBe(0);
    expect(await page.evaluate(stored)).toEqual(['of the administrator']);
    await logOut(page);
    await logIn(page);
    // The colleague has answered meanwhile, so its author decides.
    await page.getByTestId('conversation-list').getByText('Customer 0123').click();
    await page.getByTestId('send-anyway').click();
    await accepted('of the administrator');
    await eventually(async () => expect(await page.evaluate(stored)).toEqual([]));
  });
});

async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Preferências' }).click();
  await page.getByRole('button', { name: 'Sair', exact: true }).click();
  await page.getByTestId('login-form').waitFor();
}

/** Runs in the page: the texts in the browser's database. */
function stored(): Promise<string[]> {
  interface Answer<T> {
    result: T;
    onsuccess: () => void;
  }
  interface Databases {
    open: (name: string) => Answer<{
      transaction: (name: string) => {
        objectStore: (name: string) => { getAll: () => Answer<{ message: { text: string } }[]> };
      };
    }>;
  }
  const { indexedDB } = globalThis as unknown as { indexedDB: Databases };
  return new Promise((resolve) => {
    const opening = indexedDB.open('bkcrm');
    opening.onsuccess = () => {
      const all = opening.result.transaction('outbox').objectStore('outbox').getAll();
      all.onsuccess = () => resolve(all.result.map(({ message }) => message.text));
    };
  });
}
