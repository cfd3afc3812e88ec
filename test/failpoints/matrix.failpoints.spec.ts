import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { withSystem } from '../e2e/system.js';
import { actions, boundaries } from './boundaries.js';
import type { Action } from './boundaries.js';
import { report } from './report.js';
import type { Results } from './report.js';
import { strike } from './strike.js';
import type { Strike } from './strike.js';
import { Traffic } from './traffic.js';

const instance = 'loja';
const reportFile = 'docs/failpoints.md';

describe('a service struck in the middle of traffic', () => {
  const system = withSystem({ instances: [instance] });
  const results: Results = new Map();
  let traffic: Traffic;

  beforeAll(async () => {
    traffic = new Traffic(system.current, instance);
    await traffic.begin();
    await traffic.wave();
    await traffic.settle(60_000);
  });
  afterAll(() => traffic.end());
  // After each, so that a run that is ended early has said what it knows.
  afterEach(async () => {
    const options = await resolveConfig(reportFile);
    const text = report(results, await readFile(reportFile, 'utf8'));
    await writeFile(reportFile, await format(text, { ...options, filepath: reportFile }));
  });

  for (const boundary of boundaries) {
    describe(`at ${boundary.name} (${boundary.after})`, () => {
      it.each(actions)('%s: loses, doubles and reorders nothing', async (action) => {
        const ofBoundary = results.get(boundary.name) ?? new Map<Action, Strike | 'failed'>();
        // Until it has passed, what an earlier run found there is worth nothing.
        results.set(boundary.name, ofBoundary.set(action, 'failed'));
        ofBoundary.set(action, await strike(system.current, traffic, boundary, action));
      });
    });
  }
});
