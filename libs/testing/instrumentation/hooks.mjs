/** Module hooks (they run in a thread of their own): failpoints that strike, and one mutation of one file. */
import { builtFile, mutate } from './mutation.mjs';

const built = new URL('../../../dist/', import.meta.url);
const failpoint = new URL('libs/observability/src/failpoint.js', built).href;
const strikingFailpoint = new URL('./failpoint.mjs', import.meta.url).href;

let mutation;
let mutated;

export function initialize(data) {
  mutation = data.mutation;
  mutated = mutation && new URL(builtFile(mutation), built).href;
}

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  return resolved.url === failpoint ? { ...resolved, url: strikingFailpoint } : resolved;
}

export async function load(url, context, next) {
  const loaded = await next(url, context);
  return url === mutated ? { ...loaded, source: mutate(String(loaded.source), mutation) } : loaded;
}
