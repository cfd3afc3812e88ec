import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Outage } from './outage.js';

const never = new AbortController().signal;

describe('Outage', () => {
  let works = false;
  let probes = 0;
  const outage = new Outage(() => {
    probes += 1;
    return works ? Promise.resolve() : Promise.reject(new Error('down'));
  });

  beforeEach(() => {
    works = false;
    probes = 0;
  });

  it('is over for everybody who waits, after one series of probes', async () => {
    const waiting = [outage.over(0, never), outage.over(0, never)];
    await vi.waitFor(() => expect(probes).toBeGreaterThan(0));
    expect(outage.isOn).toBe(true);
    works = true;
    await Promise.all(waiting);
    await vi.waitFor(() => expect(outage.isOn).toBe(false));
  });

  it('lets one go who no longer wants to wait, and only that one', async () => {
    const impatience = new AbortController();
    const [impatient, patient] = [outage.over(0, impatience.signal), outage.over(0, never)];
    await vi.waitFor(() => expect(probes).toBeGreaterThan(0));
    impatience.abort();
    await expect(impatient).rejects.toThrow(/abort/);
    expect(outage.isOn).toBe(true);
    works = true;
    await patient;
  });

  it('does not wait for a probe that never ends', async () => {
    let calls = 0;
    const hanging = new Outage(() => {
      calls += 1;
      return calls === 1 ? new Promise(() => {}) : Promise.resolve();
    }, 20);
    await hanging.over(0, never);
    expect(calls).toBe(2);
  });
});
