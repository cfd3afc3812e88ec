/**
 * Writes docs/openapi.json from the built gateway; with `--check` it fails instead when the file is not what the code says.
 * Needs `npm run build:services` before, and no database and no broker.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from './launcher/paths.mjs';

const file = join(projectRoot, 'docs', 'openapi.json');
const { describeGateway } = await import('../dist/apps/gateway/src/describe-gateway.js');
const options = await resolveConfig(file);
const generated = await format(JSON.stringify(await describeGateway()), { ...options, filepath: file });

if (!process.argv.includes('--check')) {
  writeFileSync(file, generated);
} else if (readFileSync(file, 'utf8') !== generated) {
  console.error('docs/openapi.json is not what the code says: run `node scripts/generate-openapi.mjs`');
  process.exit(1);
}
process.exit(0);
