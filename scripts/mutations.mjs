/**
 * Switches off what the promises rest on, one mechanism at a time, and runs the one test that must notice: `npm run mutations`.
 * With words, only the mechanisms that contain one of them. Exit status 1 when a mutation survives or no longer fits.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { buildIfNeeded } from './launcher/build.mjs';
import { installIfNeeded, requireNode } from './launcher/install.mjs';
import { explain, green, LauncherError, progress, red, say } from './launcher/output.mjs';
import { inProject, projectRoot } from './launcher/paths.mjs';
import { lastLines, runCommand } from './launcher/run-command.mjs';
import { testInfrastructure } from './launcher/test-infrastructure.mjs';
import { mutations } from './mutations/list.mjs';
import { report } from './mutations/report.mjs';

const longest = 600_000;
const words = process.argv.slice(2);
const chosen = mutations.filter(
  ({ mechanism }) => words.length === 0 || words.some((word) => mechanism.includes(word)),
);
const infrastructure = testInfrastructure();
const folder = mkdtempSync(join(tmpdir(), 'bkcrm-mutations-'));
let status = 1;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void interrupted());

try {
  requireNode();
  if (chosen.length === 0) throw new LauncherError(`no mechanism contains ${words.join(' or ')}`);
  await installIfNeeded();
  await buildIfNeeded();
  const environment = { ...process.env, ...(await infrastructure.start()), NODE_ENV: 'test' };
  await requireSound(environment);
  const results = [];
  for (const mutation of chosen) results.push(await judge(mutation, environment));
  await writeReport(results);
  const survivors = results.filter(({ verdict }) => verdict !== 'caught');
  say(`\n${results.length - survivors.length} of ${results.length} mutations caught`);
  status = survivors.length === 0 ? 0 : 1;
} catch (error) {
  explain(error);
} finally {
  await infrastructure.stop().catch(explain);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);

/** Each test passes on the code as it is, or it would prove nothing. */
async function requireSound(environment) {
  for (const [spec, ofSpec] of groupBySpec()) {
    progress(`without a mutation: ${spec}`);
    const tests = [...new Set(ofSpec.map(({ test }) => test))];
    const { failed, passed, output } = await runTests(ofSpec[0].project, spec, tests, environment);
    if (failed > 0 || passed < tests.length) {
      throw new LauncherError(`${spec} fails without any mutation:\n${lastLines(output, 40)}`);
    }
  }
}

function groupBySpec() {
  const groups = new Map();
  for (const mutation of chosen) groups.set(mutation.spec, [...(groups.get(mutation.spec) ?? []), mutation]);
  return groups;
}

/** `broken`: the test could not even be run, which says nothing about the mechanism. */
async function judge(mutation, environment) {
  const { mechanism, edits, project, spec, test } = mutation;
  progress(mechanism);
  const mutated = { ...environment, BKCRM_MUTATION: JSON.stringify(edits) };
  let { failed, output } = await runTests(project, spec, [test], mutated);
  // Once more: a busy machine may not even have got the test ready.
  if (failed === undefined) ({ failed, output } = await runTests(project, spec, [test], mutated));
  const verdict = failed === undefined ? 'broken' : failed > 0 ? 'caught' : 'survived';
  say(`${verdict === 'caught' ? green('✓ caught  ') : red(`✗ ${verdict}`)} ${mechanism}`);
  if (verdict !== 'caught') say(lastLines(output, 15));
  return { ...mutation, verdict };
}

/** `failed` is undefined when no test was run to its end. */
async function runTests(project, spec, tests, env) {
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  const pattern = tests.map((test) => test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const { output } = await runCommand(
    process.execPath,
    [
      ['node_modules/vitest/vitest.mjs', 'run', '--project', project, spec, '--testNamePattern', pattern],
      ['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${file}`],
      // A busy machine must neither stop the run nor catch a mutation.
      ['--retry', '1'],
    ].flat(),
    { cwd: projectRoot, env, deadline: longest },
  );
  const { numPassedTests = 0, numFailedTests = 0 } = readReport(file);
  const wasRun = numPassedTests + numFailedTests > 0;
  return { passed: numPassedTests, failed: wasRun ? numFailedTests : undefined, output };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

async function writeReport(results) {
  const file = inProject('docs/mutations.md');
  const text = report(mutations, results, readFileSync(file, 'utf8'));
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

async function interrupted() {
  await infrastructure.stop().catch(() => infrastructure.killAll());
  rmSync(folder, { recursive: true, force: true });
  process.exit(130);
}
