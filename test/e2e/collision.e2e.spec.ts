import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator, withSystem } from './system.js';

const executablePath = process.env['BKCRM_TEST_CHROMIUM'];
const instance = 'loja';
const colleague = { email: 'bia@example.com', password: 'another long password', name: 'Bia Ramos' };

const answerTo = (page: Page, text: string) => page.getByTestId('thread').getByText(text, { exact: true });
const field = (page: Page) => page.locator('footer.composer textarea');

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await page.keyboard.press('Enter');
}

/** Holds the page's next messages back on their way to the server, as a slow network would. */
async function holdUp(page: Page): Promise<() => void> {
  const waiting: (() => void)[] = [];
  let isHeldUp = true;
  const isSend = /\/api\/v1\/tickets\/[^/]+\/messages$/;
  await page.route(isSend, async (route) => {
    if (isHeldUp && route.request().method() === 'POST') await new Promise<void>((resolve) => waiting.push(resolve));
    await route.continue();
  });
  return () => {
    isHeldUp = false;
    for (const go of waiting) go();
  };
}

async function post(url: string, body: object, token?: string): Promise<Record<string, string>> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, string>;
}

describe.skipIf(!executablePath)('two agents at consoles of their own', () => {
  const system = withSystem({ instances: [instance] });
  let browser: Browser | undefined;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());

  async function open(url: string): Promise<Page> {
    if (browser === undefined) throw new Error('the browser did not start');
    const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(url);
    return page;
  }

  async function agent({ email, password }: { email: string; password: string }, contact: string): Promise<Page> {
    const page = await open(system.current.urls.gateway);
    await page.getByTestId('login-form').waitFor();
    await page.fill('input[type=email]', email);
    await page.fill('input[type=password]', password);
    await page.keyboard.press('Enter');
    await page.getByTestId('conversation-list').getByText(contact).click();
    return page;
  }

  async function hire(): Promise<void> {
    const address = `${system.current.urls.gateway}/api/v1`;
    const { accessToken } = await post(`${address}/auth/login`, administrator);
    await post(`${address}/agents`, { ...colleague, role: 'agent', departmentIds: [] }, accessToken);
  }

  it('see each other, and whoever is slower reads first what the other answered', async () => {
    await hire();
    const contact = 'Mariana Duarte';
    const customer = await open(`${system.current.urls.simulator}/phone`);
    await customer.getByText(contact).first().click();
    await say(customer, 'Vocês têm em azul?');
    const [ana, bia] = [await agent(administrator, contact), await agent(colleague, contact)];
    for (const page of [ana, bia]) await answerTo(page, 'Vocês têm em azul?').waitFor();
    await ana.getByTestId('viewers').waitFor();

    await field(bia).pressSequentially('Temos, ');
    await ana.getByTestId('colleague-typing').getByText('Bia Ramos está escrevendo').waitFor();

    const letGo = await holdUp(ana);
    await say(ana, 'Não temos, desculpe.');
    await say(bia, 'Temos, sim! Chegou hoje.');
    await answerTo(ana, 'Temos, sim! Chegou hoje.').waitFor();
    letGo();

    const held = ana.getByTestId('held');
    await held.getByText('Bia Ramos respondeu antes de você').waitFor();
    await held.getByText('Temos, sim! Chegou hoje.').waitFor();
    expect(await field(ana).inputValue()).toBe('Não temos, desculpe.');
    await field(ana).fill('Quer que eu separe um?');
    await ana.getByTestId('send-anyway').click();
    await held.waitFor({ state: 'detached' });
    await customer.getByText('Quer que eu separe um?').waitFor();
    await customer.getByText('Temos, sim! Chegou hoje.').waitFor();
    expect(await customer.getByText('Não temos').count()).toBe(0);
    const accepted = await system.current.simulator.accepted(instance);
    expect(accepted.map(({ text }) => text)).toEqual(['Temos, sim! Chegou hoje.', 'Quer que eu separe um?']);
  });

  it('see who is there', async () => {
    const ana = await agent(administrator, 'Mariana Duarte');
    const bia = await agent(colleague, 'Mariana Duarte');
    await ana.locator('.rail a[href*=agents]').click();
    const row = ana.locator('.page-list li', { hasText: colleague.email });
    await row.locator('[data-presence=online]').waitFor();
    await bia.locator('.preferences > button').click();
    await bia.getByRole('button', { name: 'Ausente' }).click();
    await row.locator('[data-presence=away]').waitFor();
    await bia.reload();
    await bia.getByTestId('conversation-list').waitFor();
    await row.locator('[data-presence=away]').waitFor();
  });
});
