/**
 * Measures the whole system on throw-away data, beside what it is compared with: `npm run bench -- --profile seed`. The last line
 * is one JSON object; docs/performance.md explains every figure.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBenchPrograms } from './launcher/bench-programs.mjs';
import { buildIfNeeded } from './launcher/build.mjs';
import { installIfNeeded, requireNode } from './launcher/install.mjs';
import { explain, LauncherError, say } from './launcher/output.mjs';
import { describeStatements, statementStatistics } from './launcher/statement-statistics.mjs';
import { throwAwayHost } from './launcher/throw-away-host.mjs';
import { importTypescript } from './launcher/typescript-module.mjs';

const usage = `usage: npm run bench -- --profile <name> [options]
  --profile <name>   seed, peak, burst, old, send, sockets, history, idle, legacy or scale
  --rate <n>         messages a second, where the profile does not look for it
  --minutes <n>      how long the load lasts (\`peak\`: each of its rounds)
  --sockets <n>      clients of each of the ten departments (100)
  --numbers <n>      WhatsApp numbers (100)
  --tickets <n>      of the history that is filled in (100000)
  --cpu-profiles <folder>  the services leave profiles there, to be opened in Chrome's developer tools
  --statements <file>  what each statement took of the database's time
  --json <file>      writes the last line there as well
  --keep             keeps the data folder with the logs`;

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
  await buildIfNeeded();
  await buildBenchPrograms();
  await measure(options);
  process.exit(0);
} catch (error) {
  explain(error);
  process.exit(1);
}

async function measure({ profile, statements, json, keep, ...options }) {
  const bench = await importTypescript('test/bench/index.ts');
  if (!bench.profileNames.includes(profile)) throw new LauncherError(`there is no profile "${profile}"\n${usage}`);
  folder = mkdtempSync(join(tmpdir(), 'bkcrm-bench-'));
  let outcome;
  try {
    host = await throwAwayHost(folder, (line) => say(`  ${line}`), statements && statementStatistics);
    outcome = await bench.runBench(host, profile, { ...options, say });
    if (statements) writeFileSync(statements, await describeStatements(host.databaseUrl));
  } finally {
    await host?.stop().catch((error) => {
      explain(error);
      host.killAll();
    });
    if (outcome && !keep) rmSync(folder, { recursive: true, force: true });
    else say(`the data and the logs are in ${folder}`);
  }
  say(bench.describeOutcome(outcome));
  const line = JSON.stringify(outcome);
  if (json) writeFileSync(json, `${line}\n`);
  say(line);
}

function readArguments() {
  const text = { type: 'string' };
  try {
    const { values } = parseArgs({
      options: {
        profile: text,
        rate: text,
        minutes: text,
        sockets: text,
        numbers: text,
        tickets: text,
        'cpu-profiles': text,
        statements: text,
        json: text,
        keep: { type: 'boolean', default: false },
      },
    });
    if (values.profile === undefined) throw new Error('--profile is missing');
    const given = ['rate', 'minutes', 'sockets', 'numbers', 'tickets'].filter((name) => values[name] !== undefined);
    const numbers = Object.fromEntries(given.map((name) => [name, Number(values[name])]));
    const wrong = given.find((name) => !(numbers[name] > 0));
    if (wrong) throw new Error(`--${wrong} must be a number above 0`);
    return { ...values, ...numbers, cpuProfiles: values['cpu-profiles'] };
  } catch (error) {
    throw new LauncherError(`${error.message}\n${usage}`);
  }
}
