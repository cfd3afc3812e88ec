import type { AgentResource } from '@bkcrm/contracts';
import { describe, expect, it, vi } from 'vitest';
import type { LoginAnswer } from './rest/api.js';
import { Session } from './session.js';
import { MemoryStorage } from './storage.js';

const ana = { id: 'ana' } as AgentResource;
let count = 0;

/** An answer whose access token is good for so many milliseconds. */
function anAnswer(life: number, agent = ana): LoginAnswer {
  count += 1;
  const expiresAt = new Date(Date.now() + life).toISOString();
  return { accessToken: `access${count}`, refreshToken: `refresh${count}`, expiresAt, agent };
}

function aSession(storage = new MemoryStorage(), life = 600_000) {
  const refresh = vi.fn((_token: string | undefined) => Promise.resolve(anAnswer(life)));
  const onRenewed = vi.fn();
  return { session: new Session({ storage, refresh, onRenewed }), refresh, onRenewed, storage };
}

describe('Session', () => {
  it('has no token while nobody is logged in', async () => {
    expect(await aSession().session.token()).toBeNull();
  });

  it('uses a token as long as it is good, and renews it before it ends', async () => {
    const { session, refresh } = aSession();
    const answer = anAnswer(31_000);
    session.open(answer);
    expect(await session.token()).toBe(answer.accessToken);
    session.open(anAnswer(29_000));
    expect(await session.token()).not.toBe(answer.accessToken);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('renews once for all who ask at the same time, and tells of it', async () => {
    const { session, refresh, onRenewed } = aSession();
    session.open(anAnswer(0));
    const tokens = new Set(await Promise.all([session.token(), session.token(), session.renew()]));
    expect(tokens.size).toBe(1);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(onRenewed).toHaveBeenCalledTimes(1);
  });

  it('goes on after a reload, with the refresh token that another tab may have replaced', async () => {
    const storage = new MemoryStorage();
    const [one, other] = [aSession(storage), aSession(storage)];
    one.session.open(anAnswer(0));
    const reloaded = aSession(storage);
    expect(reloaded.session.agent).toEqual(ana);
    other.session.open(anAnswer(0));
    const latest = `refresh${count}`;
    await one.session.token();
    expect(one.refresh).toHaveBeenCalledWith(latest);
  });

  it('keeps no access token in the storage', () => {
    const { session, storage } = aSession();
    const answer = anAnswer(600_000);
    session.open(answer);
    expect(storage.getItem('bkcrm.session')).not.toContain(answer.accessToken);
  });

  it('ends when somebody else has logged in, and leaves the other their session', async () => {
    const { session, refresh, storage } = aSession();
    session.open(anAnswer(0));
    const rui = { id: 'rui' } as AgentResource;
    aSession(storage).session.open(anAnswer(600_000, rui));
    refresh.mockResolvedValue(anAnswer(600_000, rui));
    await expect(session.token()).rejects.toMatchObject({ status: 401 });
    session.close();
    expect(storage.getItem('bkcrm.session')).toContain('rui');
  });
});
