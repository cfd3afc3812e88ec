/**
 * Torments the whole system on throw-away data and says whether anything was lost, doubled or left undone: `npm run chaos`.
 * The last line is one JSON object; exit status 0 only when all held. The runbook explains every figure.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from './launcher/build.mjs';
import { installIfNeeded, requireNode } from './launcher/install.mjs';
import { explain, LauncherError, say } from './launcher/output.mjs';
import { throwAwayHost } from './launcher/throw-away-host.mjs';
import { importTypescript } from './launcher/typescript-module.mjs';

const usage = `usage: npm run chaos -- [options]
  --minutes <n>      how long faults are injected (3)
  --seed <n>         of the schedule: the same seed makes the same one (1)
  --faults <a,b,…>   only these kinds; \`--list\` shows them
  --rate <n>         how much happens: 1 is 20 webhooks and 2 sends a second (1)
  --keep             keeps the data folder also when all held
  --json <file>      writes the last line there as well
  --plan             shows the schedule and runs nothing
  --list             shows the kinds of fault`;

let host;
let folder;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    host?.killAll();
    if (folder) rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
}

try {
  const options = readArguments();
  requireNode();
  await installIfNeeded();
  const chaos = await importTypescript('test/chaos/index.ts');
  const schedule = chaos.planFaults(options);
  if (options.list || options.plan) {
    say(options.list ? chaos.describeKinds() : chaos.describeSchedule(schedule));
    process.exit(0);
  }
  await buildIfNeeded();
  process.exit((await torment(chaos, schedule, options)) ? 0 : 1);
} catch (error) {
  explain(error);
  process.exit(1);
}

async function torment(chaos, schedule, { json, keep, ...options }) {
  folder = mkdtempSync(join(tmpdir(), 'bkcrm-chaos-'));
  let outcome;
  try {
    host = await throwAwayHost(folder, (line) => say(`  ${line}`));
    outcome = await chaos.runChaos(host, schedule, { ...options, say });
  } finally {
    await host?.stop().catch((error) => {
      explain(error);
      host.killAll();
    });
    if (outcome?.pass && !keep) rmSync(folder, { recursive: true, force: true });
    else say(`the data, the logs and the ledgers are in ${folder}`);
  }
  const line = JSON.stringify(outcome);
  if (json) writeFileSync(json, `${line}\n`);
  say(line);
  return outcome.pass;
}

function readArguments() {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  try {
    const { values } = parseArgs({
      options: {
        minutes: { ...text, default: '3' },
        seed: { ...text, default: '1' },
        rate: { ...text, default: '1' },
        faults: text,
        json: text,
        keep: flag,
        plan: flag,
        list: flag,
      },
    });
    const numbers = { minutes: Number(values.minutes), seed: Number(values.seed), rate: Number(values.rate) };
    const wrong = Object.keys(numbers).find((name) => !(numbers[name] > 0));
    if (wrong) throw new Error(`--${wrong} must be a number above 0`);
    return { ...values, ...numbers, faults: values.faults?.split(',').filter(Boolean) };
  } catch (error) {
    throw new LauncherError(`${error.message}\n${usage}`);
  }
}
