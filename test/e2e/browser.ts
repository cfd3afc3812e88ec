import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { administrator } from './system.js';

export const executablePath = process.env['BKCRM_TEST_CHROMIUM'];
if (!executablePath) process.stderr.write('the browser tests are skipped: there is no chromium on this machine\n');

/** Without these, every start looks for hosts outside of the machine. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser for the enclosing `describe`. A page that throws fails the test. */
export class TestBrowser {
  browser: Browser | undefined;
  readonly complaints: string[] = [];

  /** What one person's browser remembers; its pages are tabs of it. */
  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    if (this.browser === undefined) throw new Error('the browser did not start');
    const wanted = { locale: 'pt-BR', viewport: { width: 1280, height: 800 }, ...options };
    return this.browser.newContext(wanted);
  }

  async tab(context: BrowserContext, url: string): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    await page.goto(url);
    return page;
  }

  async open(url: string, options?: BrowserContextOptions): Promise<Page> {
    return this.tab(await this.context(options), url);
  }
}

export async function logIn(page: Page, { email, password } = administrator): Promise<void> {
  await page.getByTestId('login-form').waitFor();
  await page.fill('input[type=email]', email);
  await page.fill('input[name=password]', password);
  await page.keyboard.press('Enter');
}

export function withBrowser(): TestBrowser {
  const test = new TestBrowser();
  beforeAll(async () => {
    test.browser = await chromium.launch({ executablePath, args: quiet });
  });
  afterAll(async () => {
    await test.browser?.close();
  });
  afterEach(async () => {
    for (const context of test.browser?.contexts() ?? []) await context.close();
    expect(test.complaints.splice(0)).toEqual([]);
  });
  return test;
}
