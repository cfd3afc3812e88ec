/**
 * Runs every test with everything it needs: `npm test`, `npm test -- <vitest filter>`, `npm test -- --project unit`.
 * The last line is always `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfNeeded } from './launcher/build.mjs';
import { chromium } from './launcher/chromium.mjs';
import { installIfNeeded, requireNode } from './launcher/install.mjs';
import { bold, explain, red, say } from './launcher/output.mjs';
import { projectRoot } from './launcher/paths.mjs';
import { promtool } from './launcher/promtool.mjs';
import { signalGroup } from './launcher/process-groups.mjs';
import { proxies } from './launcher/proxies.mjs';
import { testInfrastructure } from './launcher/test-infrastructure.mjs';
import { closingLine, summarise, total } from './launcher/test-summary.mjs';

const MINUTE = 60_000;
/** A hanging run is ended after this long and counts as failed. */
const deadlines = {
  unit: 5 * MINUTE,
  integration: 20 * MINUTE,
  e2e: 40 * MINUTE,
  failpoints: 120 * MINUTE,
  versions: 20 * MINUTE,
};
/** Those without a project named; the rest is run when it is asked for. */
const usual = ['unit', 'integration', 'e2e'];

const { projects, passedOn } = readArguments(process.argv.slice(2));
const reports = mkdtempSync(join(tmpdir(), 'bkcrm-reports-'));
const summaries = [];
let infrastructure;
let running;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void interrupted());

try {
  requireNode();
  await installIfNeeded();
  // Some integration tests kill processes as built, too.
  if (projects.some((project) => project !== 'unit')) await buildIfNeeded();
  const environment = { ...process.env, NODE_ENV: 'test' };
  const [beforeInfrastructure, withInfrastructure] = [
    projects.filter((project) => project === 'unit'),
    projects.filter((project) => project !== 'unit'),
  ];
  // The broker needs some seconds to start: unit tests use them.
  const ready = withInfrastructure.length > 0 ? startInfrastructure() : Promise.resolve({});
  ready.catch(() => {});
  for (const project of beforeInfrastructure) summaries.push(await runVitest(project, environment));
  Object.assign(environment, await ready);
  for (const project of withInfrastructure) summaries.push(await runVitest(project, environment));
} catch (error) {
  explain(error);
  summaries.push({ passed: 0, failed: 1, skipped: 0, failures: ['the tests could not be run'], unstable: [] });
} finally {
  await infrastructure?.stop().catch(explain);
  rmSync(reports, { recursive: true, force: true });
}
finish();

async function startInfrastructure() {
  infrastructure = testInfrastructure();
  const addresses = await infrastructure.start();
  if (!projects.includes('e2e')) return addresses;
  return {
    ...addresses,
    BKCRM_TEST_CHROMIUM: process.env.BKCRM_TEST_CHROMIUM ?? (await chromium()),
    BKCRM_TEST_PROMTOOL: process.env.BKCRM_TEST_PROMTOOL ?? (await promtool()),
    ...(await proxies()),
  };
}

async function runVitest(project, environment) {
  say(bold(`\n${project} tests`));
  const report = join(reports, `${project}.json`);
  const unstable = join(reports, `${project}.unstable.json`);
  const child = spawn(
    process.execPath,
    [
      ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--passWithNoTests'],
      ['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`],
      ['--reporter', './scripts/launcher/unstable-reporter.mjs'],
      // On CI, with its shared machines, a test on real servers is tried once more; the end of the run names it.
      process.env.CI && project !== 'unit' ? ['--retry', '1'] : [],
      passedOn,
    ].flat(),
    {
      cwd: projectRoot,
      env: { ...environment, BKCRM_UNSTABLE_REPORT: unstable },
      stdio: 'inherit',
      detached: true,
    },
  );
  running = child;
  const deadline = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), deadlines[project]);
  const status = await new Promise((settle) => {
    child.once('exit', settle);
    child.once('error', () => settle(1));
  });
  clearTimeout(deadline);
  // Whatever a test forgot to end.
  signalGroup(child.pid, 'SIGKILL');
  return summarise(readReport(report), { project, status, unstable: readReport(unstable) });
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

async function interrupted() {
  if (running) signalGroup(running.pid, 'SIGKILL');
  await infrastructure?.stop().catch(() => infrastructure.killAll());
  rmSync(reports, { recursive: true, force: true });
  process.exit(130);
}

function finish() {
  const sum = total(summaries);
  say();
  if (sum.failures.length > 0) say(red(`Failed:\n${sum.failures.map((name) => `  ${name}`).join('\n')}\n`));
  if (sum.unstable.length > 0) {
    say(red('Passed only when tried again, which is a fault to be found:'));
    say(`${sum.unstable.map((name) => `  ${name}`).join('\n')}\n`);
  }
  say(closingLine(sum));
  process.exit(sum.failed === 0 && sum.passed > 0 ? 0 : 1);
}

/** Takes out `--project x` (repeatable); everything else is Vitest's. */
function readArguments(args) {
  const chosen = [];
  const rest = [];
  for (let index = 0; index < args.length; index += 1) {
    if (args[index] === '--project') chosen.push(args[(index += 1)]);
    else if (args[index].startsWith('--project=')) chosen.push(args[index].slice('--project='.length));
    else rest.push(args[index]);
  }
  const known = Object.keys(deadlines);
  return { projects: chosen.length > 0 ? known.filter((project) => chosen.includes(project)) : usual, passedOn: rest };
}
