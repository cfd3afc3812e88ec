import { eventually } from '@bkcrm/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { executablePath, logIn, withBrowser } from './browser.js';
import { administrator, withSystem } from './system.js';

const instance = 'loja';
const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNQ2+yBBzGMSm8GAAVGhZFkXlOFAAAAAElFTkSuQmCC';

const say = async (page: Page, text: string): Promise<void> => {
  await page.locator('footer.composer textarea').fill(text);
  await page.keyboard.press('Enter');
};
const bubbles = (page: Page, text: string) => page.getByTestId('thread').getByText(text, { exact: true });

describe.skipIf(!executablePath)('a customer with a phone and an agent at a console', () => {
  const system = withSystem({ instances: [instance] });
  const browser = withBrowser();
  const open = (url: string, options?: BrowserContextOptions): Promise<Page> => browser.open(url, options);

  async function console(options?: BrowserContextOptions): Promise<Page> {
    const page = await open(system.current.urls.gateway, options);
    await logIn(page);
    await page.getByTestId('conversation-list').waitFor();
    return page;
  }

  async function phone(contact: string): Promise<Page> {
    const page = await open(`${system.current.urls.simulator}/phone`);
    await page.getByText(contact).first().click();
    await page.locator('footer.composer textarea').waitFor();
    return page;
  }

  it('write to each other, and the ticks go to read, without anybody pressing F5', async () => {
    const agent = await console();
    const customer = await phone('Mariana Duarte');
    await say(customer, 'Oi! Vocês entregam no domingo?');
    await agent.getByTestId('conversation-list').getByText('Mariana Duarte').click();
    await bubbles(agent, 'Oi! Vocês entregam no domingo?').waitFor();

    await say(agent, 'Entregamos sim, das 9h às 13h.');
    await customer.getByText('Entregamos sim, das 9h às 13h.').waitFor();
    await agent.getByTestId('thread').locator('article[data-status=read]').waitFor();
    expect(await bubbles(agent, 'Entregamos sim, das 9h às 13h.').count()).toBe(1);
    expect(await customer.getByText('Entregamos sim, das 9h às 13h.').count()).toBe(1);
  });

  it('see a photo that the customer sent', async () => {
    const agent = await console();
    const customer = await phone('João Pedro Sampaio');
    await say(customer, 'Chegou assim');
    await customer.locator('footer.composer button').first().click();
    const [chooser] = await Promise.all([customer.waitForEvent('filechooser'), customer.getByText('📷').click()]);
    await chooser.setFiles({ name: 'pacote.png', mimeType: 'image/png', buffer: Buffer.from(photo, 'base64') });

    await agent.getByTestId('conversation-list').getByText('João Pedro Sampaio').click();
    const image = agent.getByTestId('thread').locator('img[src^="blob:"]');
    await image.waitFor();
    const width = (): Promise<number> => image.evaluate((node) => (node as { naturalWidth: number }).naturalWidth);
    await eventually(async () => expect(await width()).toBe(10));
  });

  it('answer with a photo, correct themselves and react', async () => {
    const agent = await console();
    const customer = await phone('João Pedro Sampaio');
    await say(customer, 'Como é a vitrine?');
    await agent.getByTestId('conversation-list').getByText('João Pedro Sampaio').click();
    await bubbles(agent, 'Como é a vitrine?').waitFor();
    const file = { name: 'vitrine.png', mimeType: 'image/png', buffer: Buffer.from(photo, 'base64') };
    await agent.getByTestId('file-input').setInputFiles(file);
    await say(agent, 'É asim');
    await customer.getByText('É asim').waitFor();

    const bubble = agent.getByTestId('thread').locator('article', { hasText: 'É asim' });
    await bubble.hover();
    await bubble.getByRole('button', { name: 'Editar' }).click();
    await agent.locator('footer.composer textarea').fill('É assim');
    await agent.keyboard.press('Enter');
    await customer.getByText('É assim').waitFor();

    const question = agent.getByTestId('thread').locator('article', { hasText: 'Como é a vitrine?' });
    await question.hover();
    await question.getByRole('button', { name: 'Reagir' }).click();
    await question.getByRole('button', { name: '👍' }).click();
    await question.locator('.reactions', { hasText: '👍' }).waitFor();
  });

  it('lose and repeat nothing while the agent is cut off, and what was written meanwhile leaves by itself', async () => {
    const agent = await console();
    const customer = await phone('Terezinha Nogueira');
    await say(customer, 'Bom dia');
    await agent.getByTestId('conversation-list').getByText('Terezinha Nogueira').click();
    await bubbles(agent, 'Bom dia').waitFor();

    system.current.gatewayProxy.cut();
    await agent.locator('[data-testid=connection-status]:not([data-status=live])').waitFor({ state: 'attached' });
    await say(customer, 'Alguém aí?');
    await say(agent, 'Bom dia, Terezinha!');
    await bubbles(agent, 'Bom dia, Terezinha!').waitFor();
    system.current.gatewayProxy.restore();

    await bubbles(agent, 'Alguém aí?').waitFor({ timeout: 30_000 });
    await customer.getByText('Bom dia, Terezinha!').waitFor({ timeout: 30_000 });
    await agent.locator('[data-testid=connection-status][data-status=live]').waitFor({ state: 'attached' });
    expect(await bubbles(agent, 'Alguém aí?').count()).toBe(1);
    expect(await bubbles(agent, 'Bom dia, Terezinha!').count()).toBe(1);
    const accepted = await system.current.simulator.accepted(instance);
    expect(accepted.filter(({ text }) => text === 'Bom dia, Terezinha!')).toHaveLength(1);
  });

  it('meet on a plain page that uses the client, too', async () => {
    const page = await open(`${system.current.urls.gateway}/sdk/example.html`);
    await page.fill('input[type=email]', administrator.email);
    await page.fill('input[type=password]', administrator.password);
    await page.keyboard.press('Enter');
    const customer = await phone('João Pedro Sampaio');
    await say(customer, 'Vocês têm em azul?');
    await page.getByRole('button', { name: 'João Pedro Sampaio' }).click();
    await page.getByText('in: Vocês têm em azul?').waitFor();
    await page.fill('input[name=text]', 'Temos, sim!');
    await page.keyboard.press('Enter');
    await customer.getByText('Temos, sim!').waitFor({ timeout: 30_000 });
    await page.locator('#health').getByText('connected').waitFor();
  });

  it('work on a phone and in the dark too', async () => {
    const agent = await console({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true });
    await agent.getByTestId('conversation-list').getByText('Mariana Duarte').click();
    await bubbles(agent, 'Oi! Vocês entregam no domingo?').waitFor();
    const width = await agent.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
  });
});
