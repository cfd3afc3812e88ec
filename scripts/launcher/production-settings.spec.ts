import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inProject } from './paths.mjs';
import { productionProblems } from './production-settings.mjs';

const good: Record<string, string> = {
  DATABASE_URL: 'postgresql://bkcrm:9f2c41ab@db.example.com/bkcrm',
  AMQP_URL: 'amqp://bkcrm:77e1aa90@mq.example.com',
  EVOLUTION_URL: 'https://evolution.example.com',
  EVOLUTION_API_KEY: 'B6D711FCDE4D4FD5',
  WEBHOOK_PUBLIC_URL: 'https://desk.example.com',
  WEBHOOK_SECRETS: 'b484903aa85fe3b4805a77e7906bb39054e694a1',
  PUBLIC_URL: 'https://desk.example.com',
  TOKEN_KEY: 'c427aedb410e39779f7738a7f73ae2bb5c28dad1',
  SECRETS_KEY: '5109179041e1beaa2d14a6a37705fbacddeb2228',
  BKCRM_ADMIN_EMAIL: 'ana@example.com',
  BKCRM_ADMIN_PASSWORD: '9d2de99ddc1b8924',
};
const problems = (change: Record<string, string | undefined>): string[] => productionProblems({ ...good, ...change });

describe('productionProblems', () => {
  it('finds none with settings of one’s own', () => {
    expect(problems({})).toEqual([]);
    // Once somebody can log in, the first administrator may go from the settings.
    expect(problems({ BKCRM_ADMIN_EMAIL: undefined, BKCRM_ADMIN_PASSWORD: undefined })).toEqual([]);
  });

  it('names everything that is missing at once', () => {
    expect(productionProblems({})).toHaveLength(9);
    expect(problems({ TOKEN_KEY: '', EVOLUTION_URL: undefined })).toEqual([
      'EVOLUTION_URL is not set',
      'TOKEN_KEY is not set',
    ]);
  });

  it('refuses every secret that .env.example shows', () => {
    const example = readFileSync(inProject('.env.example'), 'utf8');
    const shown = Object.fromEntries([...example.matchAll(/^#([A-Z_]+)=(.+)$/gm)].map((match) => match.slice(1)));
    for (const name of ['TOKEN_KEY', 'SECRETS_KEY', 'WEBHOOK_SECRETS', 'BKCRM_ADMIN_PASSWORD']) {
      expect(problems({ [name]: shown[name] })).toEqual([expect.stringContaining(name)]);
    }
    for (const name of ['DATABASE_URL', 'AMQP_URL']) {
      expect(problems({ [name]: shown[name] })).toEqual([`the password in ${name} is a default one`]);
    }
  });

  it('refuses short, monotonous and shared secrets, also as one of several', () => {
    expect(problems({ TOKEN_KEY: 'x7'.repeat(8) })).toEqual(['TOKEN_KEY is shorter than 32 characters']);
    expect(problems({ TOKEN_KEY: 'ab'.repeat(20) })).toEqual(['TOKEN_KEY can be guessed']);
    expect(problems({ WEBHOOK_SECRETS: `${good['WEBHOOK_SECRETS']},short` })).toEqual([
      'WEBHOOK_SECRETS is shorter than 32 characters',
    ]);
    expect(problems({ TOKEN_KEY: good['SECRETS_KEY'] })).toEqual([
      'TOKEN_KEY and SECRETS_KEY are the same: each needs its own',
    ]);
  });

  it('looks at every address of the broker', () => {
    const second = 'amqp://bkcrm:77e1aa90@two.example.com';
    expect(problems({ AMQP_URL: `${good['AMQP_URL']},${second}` })).toEqual([]);
    expect(problems({ AMQP_URL: `${second},amqp://guest:guest@three` })).toEqual([
      'the password in AMQP_URL is a default one',
    ]);
  });

  it('never repeats a secret', () => {
    expect(problems({ TOKEN_KEY: 'tell-tale' }).join()).not.toContain('tell-tale');
    expect(problems({ AMQP_URL: 'amqp://guest:guest@127.0.0.1' }).join()).not.toContain('guest');
  });
});
