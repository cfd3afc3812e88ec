/**
 * What BKCRM takes on a machine while nothing happens: `node scripts/measure-idle.mjs [--seconds 60] [--json]`. Looks at
 * every process of the start that runs on this data folder (`npm start`, `npm run production`), broker and database among
 * them when they are embedded; Linux only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { explain, LauncherError, say } from './launcher/output.mjs';
import { dataFolder } from './launcher/paths.mjs';
import { lifeOf, processTree } from './launcher/process-usage.mjs';
import { readRunning } from './launcher/running-system.mjs';
import { loadEnvironmentFile } from './launcher/settings.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, json: { type: 'boolean' } } });

try {
  loadEnvironmentFile();
  await measure(dataFolder(), Number(values.seconds));
} catch (error) {
  explain(error);
  process.exitCode = 1;
}

async function measure(data, seconds) {
  const running = readRunning(data);
  if (!running) throw new LauncherError(`nothing runs on ${data}`);
  const records = readdirSync(join(data, 'run')).map((name) => ({
    name,
    pid: JSON.parse(readFileSync(join(data, 'run', name), 'utf8')).pid,
  }));
  const parts = [...records, { name: 'launcher', pid: running.pid, alone: true }];
  const before = parts.map(usageOf);
  await pause(seconds * 1_000);
  const rows = parts.map((part, index) => {
    const now = usageOf(part);
    return {
      name: part.name,
      processes: now.processes,
      rssMegabytes: Math.round(now.rss / 1e6),
      pssMegabytes: Math.round(now.pss / 1e6),
      cpuPercent: Math.round(((now.cpuSeconds - before[index].cpuSeconds) / seconds) * 1_000) / 10,
    };
  });
  const sum = (key) => Math.round(rows.reduce((total, row) => total + row[key], 0) * 10) / 10;
  const columns = ['processes', 'rssMegabytes', 'pssMegabytes', 'cpuPercent'];
  rows.push({ name: 'together', ...Object.fromEntries(columns.map((column) => [column, sum(column)])) });
  if (values.json) {
    say(JSON.stringify({ seconds, rows }));
    return;
  }
  say(
    `${'part'.padEnd(22)}${['processes', 'RSS MB', 'PSS MB', '% of a core'].map((head) => head.padStart(13)).join('')}`,
  );
  for (const row of rows) {
    say(`${row.name.padEnd(22)}${columns.map((column) => String(row[column]).padStart(13)).join('')}`);
  }
}

/** Of a process and everything it started; the launcher alone, for it started all of them. */
function usageOf({ pid, alone }) {
  const lives = (alone ? [pid] : processTree(pid)).map(lifeOf).filter(Boolean);
  const sum = (key) => lives.reduce((total, life) => total + life[key], 0);
  return { processes: lives.length, rss: sum('rss'), pss: sum('pss'), cpuSeconds: sum('cpuSeconds') };
}
