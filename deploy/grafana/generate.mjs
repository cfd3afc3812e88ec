/** Writes `dashboards/*.json` from `dashboards.mjs`: `node deploy/grafana/generate.mjs`. A test holds them to be current. */
import { writeFileSync } from 'node:fs';
import { dashboards } from './dashboards.mjs';

for (const [name, dashboard] of Object.entries(dashboards)) {
  writeFileSync(new URL(`dashboards/${name}.json`, import.meta.url), `${JSON.stringify(dashboard, null, 2)}\n`);
}
