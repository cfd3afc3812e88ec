/** Module hooks (they run in a thread of their own): failpoints that strike, and one mutation of one file. */
import { mutate } from './mutation.mjs';

const built = new URL('../../../dist/', import.meta.url);
const failpoint = new URL('libs/observability/src/failpoint.js', built).href;
const strikingFailpoint = new URL('./failpoint.mjs', import.meta.url).href;

let edits = [];

export function initialize(data) {
  edits = data.mutation.map((edit) => ({ ...edit, url: new URL(edit.file.replace(/\.ts$/, '.js'), built).href }));
}

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  return resolved.url === failpoint ? { ...resolved, url: strikingFailpoint } : resolved;
}

export async function load(url, context, next) {
  const loaded = await next(url, context);
  const ofFile = edits.filter((edit) => edit.url === url);
  return ofFile.length > 0 ? { ...loaded, source: mutate(String(loaded.source), ofFile) } : loaded;
}
