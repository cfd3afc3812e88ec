/**
 * Carries out the steps of the Dockerfile in a bare folder, without Docker, and looks whether what comes out runs:
 * `node scripts/replay-image.mjs [--keep]`. As root the services are started as an account that may write nowhere in it.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inspectImage } from './image/inspect.mjs';
import { replayImage } from './image/replay.mjs';
import { bootEach } from './launcher/boot-check.mjs';
import { requireNode } from './launcher/install.mjs';
import { explain, say } from './launcher/output.mjs';

const { keep } = parseArgs({ options: { keep: { type: 'boolean' } } }).values;
const folder = mkdtempSync(join(tmpdir(), 'bkcrm-image-'));
// The services run under another account when we are root.
chmodSync(folder, 0o755);

try {
  requireNode();
  const { root, environment } = await replayImage({ folder, report: say });
  const app = join(root, 'app');
  const { megabytes } = inspectImage(app);
  say(`the image's /app: ${megabytes} MB`);
  await bootEach({ root: app, environment });
  say('every service boots from it, and ends when told to');
} catch (error) {
  explain(error);
  process.exitCode = 1;
} finally {
  if (keep) say(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
