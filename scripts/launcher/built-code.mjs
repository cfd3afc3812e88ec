import { readFileSync } from 'node:fs';
import { filesBelow } from './fingerprint.mjs';
import { LauncherError } from './output.mjs';
import { inProject } from './paths.mjs';

/** Words of what tests load into services: none of it may be in the product. */
const ofTests = ['FAILPOINTS', 'SIGKILL', 'BKCRM_MUTATION', 'instrumentation/'];

/** @throws when something in the build could kill it, hang it or switch off what it promises */
export async function requireNoTestCode() {
  for (const path of filesBelow(['apps', 'libs'], inProject('dist')).filter((file) => file.endsWith('.js'))) {
    const text = readFileSync(inProject('dist', path), 'utf8');
    const word = ofTests.find((each) => text.includes(each));
    if (word !== undefined) throw new LauncherError(`dist/${path} contains "${word}", which belongs to tests`);
  }
}
