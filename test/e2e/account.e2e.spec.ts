import { eventually } from '@bkcrm/testing';
import { TOTP, URI } from 'otpauth';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { executablePath, logIn, withBrowser } from './browser.js';
import { administrator, login, withSystem } from './system.js';

const password = 'another correct horse';

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

describe.skipIf(!executablePath)('what people do about logins, in the console', () => {
  const system = withSystem();
  const browser = withBrowser();
  let count = 0;

  const rest = (path: string, token: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${system.current.urls.gateway}/api/v1/${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });

  /** Somebody new, so that no test meets another's sessions. */
  async function anAgent(): Promise<{ email: string; password: string; name: string }> {
    count += 1;
    const someone = { email: `agent${count}@example.com`, password, name: `Agente ${count}` };
    const body = JSON.stringify({ ...someone, role: 'agent', departmentIds: [] });
    const response = await rest('agents', await login(system.current), { method: 'POST', body });
    expect(response.status).toBe(201);
    return someone;
  }

  async function open(screen: string, who = administrator): Promise<Page> {
    const page = await browser.open(system.current.urls.gateway);
    await logIn(page, who);
    await page.getByTestId('conversation-list').waitFor();
    await page.evaluate((hash) => {
      (globalThis as unknown as { location: { hash: string } }).location.hash = hash;
    }, `#/${screen}`);
    return page;
  }

  it('change a password: the old one is refused from then on, and other tabs are back at the login', async () => {
    const agent = await anAgent();
    const [desk, other] = [await open('account', agent), await open('account', agent)];
    const fill = async (current: string, next: string, again: string): Promise<void> => {
      await desk.fill('input[name=current]', current);
      await desk.fill('input[name=next]', next);
      await desk.fill('input[name=again]', again);
      await press(desk, 'Mudar a senha');
    };
    await fill(password, 'a third horse', 'a third hors');
    await desk.getByText('As duas senhas novas não são iguais.').waitFor();
    await fill('wrong', 'a third horse', 'a third horse');
    await desk.getByText('A senha atual está errada.').waitFor();
    await fill(password, 'a third horse', 'a third horse');
    await desk.getByText('Senha mudada.').waitFor();
    await other.getByTestId('login-form').waitFor();
    await logIn(other, agent);
    await other.getByText('E-mail ou senha incorretos').waitFor();
    await logIn(other, { ...agent, password: 'a third horse' });
    await other
      .getByTestId('conversation-list')
      .or(other.getByRole('heading', { name: 'Minha conta' }))
      .waitFor();
  });

  it('end another session, which is felt there at once', async () => {
    const agent = await anAgent();
    const [desk, phone, laptop] = [
      await open('account', agent),
      await open('account', agent),
      await open('account', agent),
    ];
    await desk.reload();
    const rows = desk.getByTestId('sessions').locator('li');
    await eventually(async () => expect(await rows.count()).toBe(3));
    expect(await rows.filter({ hasText: 'este aparelho' }).count()).toBe(1);
    await rows.getByRole('button').first().click();
    await eventually(async () => expect(await rows.count()).toBe(2));
    const loggedOut = async (): Promise<boolean[]> =>
      Promise.all([phone, laptop].map((page) => page.getByTestId('login-form').isVisible()));
    await eventually(async () => expect((await loggedOut()).filter(Boolean)).toHaveLength(1));
    await press(desk, 'Encerrar todas as outras');
    await eventually(async () => expect(await loggedOut()).toEqual([true, true]));
    expect(await rows.count()).toBe(1);
  });

  it('set up a second step, log in with it, and have it taken away by an administrator', async () => {
    const agent = await anAgent();
    const page = await open('account', agent);
    await press(page, 'Ativar');
    await page.fill('input[name=password]', password);
    await press(page, 'Continuar');
    await page.getByRole('img', { name: 'Código QR para o aplicativo autenticador' }).waitFor();
    const secret = await page.getByRole('textbox', { name: 'Ou digite esta chave no aplicativo' }).inputValue();
    const app = URI.parse(`otpauth://totp/BKCRM?secret=${secret}`) as TOTP;
    await page.fill('input[name=code]', app.generate());
    await press(page, 'Confirmar o código');
    const codes = page.getByTestId('recovery-codes').locator('li');
    await eventually(async () => expect(await codes.count()).toBe(10));
    await press(page, 'Já guardei');

    const second = await browser.open(system.current.urls.gateway);
    await logIn(second, agent);
    // The code that confirmed is used up; the next one is good already.
    await second.fill('input[name=code]', app.generate({ timestamp: Date.now() + 30_000 }));
    await second.keyboard.press('Enter');
    await second.getByTestId('conversation-list').waitFor();

    const boss = await open('agents');
    const row = boss.getByTestId('agents').locator('li', { hasText: agent.name });
    await row.getByText('2 etapas').waitFor();
    await row.locator('summary').click();
    await press(boss, 'Remover a segunda etapa');
    await boss.getByRole('dialog').getByRole('button', { name: 'Remover a segunda etapa' }).click();
    await row.getByText('2 etapas').waitFor({ state: 'detached' });
    const third = await browser.open(system.current.urls.gateway);
    await logIn(third, agent);
    await third.getByTestId('conversation-list').waitFor();
  });

  it('create an API token, use it, find it in the audit log and revoke it', async () => {
    const page = await open('api-tokens');
    await press(page, 'Criar token');
    await page.fill('input[name=name]', 'Robô de vendas');
    await page.getByLabel('Ler atendimentos e mensagens').check();
    await press(page, 'Salvar');
    const token = await page.getByRole('textbox', { name: 'O seu token' }).inputValue();
    await press(page, 'Fechar');
    expect((await rest('tickets', token)).status).toBe(200);
    expect((await rest('agents', token)).status).toBe(403);

    await page.getByRole('link', { name: 'Auditoria' }).click();
    const entries = page.getByTestId('audit').locator('li');
    await entries.filter({ hasText: 'Token de API criado' }).waitFor();
    await page.selectOption('select[name=act]', 'api-token.issued');
    await eventually(async () => expect(await entries.count()).toBe(1));
    await page.fill('input[name=to]', '2020-01-01');
    await page.getByText('Nada encontrado').waitFor();

    await page.getByRole('link', { name: 'Tokens de API' }).click();
    await press(page, 'Revogar: Robô de vendas');
    await page.getByRole('dialog').getByRole('button', { name: 'Revogar' }).click();
    await page.getByText('Token revogado.').waitFor();
    await page.getByText('Nenhum token ainda').waitFor();
    expect((await rest('tickets', token)).status).toBe(401);
  });
});
