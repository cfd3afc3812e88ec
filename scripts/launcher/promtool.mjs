import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progress, warn } from './output.mjs';
import { cacheFolder, runsAsRoot } from './paths.mjs';
import { lastLines, runCommand } from './run-command.mjs';

const PLACES = ['/usr/bin/promtool', '/usr/local/bin/promtool', '/opt/homebrew/bin/promtool'];

/** Prometheus' tool for rules; as root on Debian it is fetched and unpacked, so that no server starts. Empty when there is none. */
export async function promtool() {
  const cached = join(cacheFolder(), `promtool-${process.arch}`);
  const found = [...PLACES, cached].find((path) => existsSync(path));
  if (found) return found;
  if (!runsAsRoot || !existsSync('/etc/debian_version')) {
    warn('there is no promtool (apt-get install prometheus): tests of the alerts are skipped');
    return '';
  }
  progress('fetching promtool for the tests of the alerts (once)');
  const work = mkdtempSync(join(tmpdir(), 'bkcrm-promtool-'));
  try {
    await runCommand('apt-get', ['update'], { deadline: 180_000 });
    // As root, apt would drop to an account that cannot write here.
    const options = ['-o', 'APT::Sandbox::User=root'];
    const { status, output } = await runCommand('apt-get', ['download', ...options, 'prometheus'], {
      cwd: work,
      deadline: 300_000,
    });
    if (status !== 0) throw new Error(lastLines(output, 1));
    const [archive] = readdirSync(work).filter((name) => name.endsWith('.deb'));
    await runCommand('dpkg-deb', ['-x', archive, 'tree'], { cwd: work, deadline: 60_000 });
    mkdirSync(cacheFolder(), { recursive: true });
    // The cache may be on another disk: a copy beside the name, then the name.
    await runCommand('cp', [join(work, 'tree/usr/bin/promtool'), `${cached}.${process.pid}`]);
    renameSync(`${cached}.${process.pid}`, cached);
    return cached;
  } catch (error) {
    warn(`promtool could not be fetched, tests of the alerts are skipped: ${error.message}`);
    return '';
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
