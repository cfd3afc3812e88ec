import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboards } from '../deploy/grafana/dashboards.mjs';

interface Alert {
  alert?: string;
  annotations?: { runbook_url?: string };
}

const rulesFolder = new URL('../deploy/prometheus/rules/', import.meta.url);
const alerts = readdirSync(rulesFolder)
  .flatMap(
    (file) => (parse(readFileSync(new URL(file, rulesFolder), 'utf8')) as { groups: { rules: Alert[] }[] }).groups,
  )
  .flatMap(({ rules }) => rules)
  .filter((rule) => rule.alert !== undefined);

/** Where links into a document may lead, as GitHub makes them of headings. */
function anchorsOf(document: string): Set<string> {
  const headings = readFileSync(new URL(`../${document}`, import.meta.url), 'utf8').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('alerts', () => {
  it.each(alerts)('$alert has its place in the runbook', ({ annotations }) => {
    const [document = '', anchor = ''] = (annotations?.runbook_url ?? '').split('#');
    expect(document).toBe('docs/runbook.md');
    expect([...anchorsOf(document)]).toContain(anchor);
  });

  it('have a test each, that they come and that they are silent', () => {
    const tests = readFileSync(new URL('../deploy/prometheus/tests/alerts.test.yaml', import.meta.url), 'utf8');
    const levels = readFileSync(
      new URL('../deploy/prometheus/tests/service-levels.test.yaml', import.meta.url),
      'utf8',
    );
    const tested = new Set([...`${tests}${levels}`.matchAll(/alertname: (\w+)/g)].map(([, name]) => name));
    expect(tested).toEqual(new Set(alerts.map(({ alert }) => alert)));
  });
});

describe('dashboards', () => {
  const folder = new URL('../deploy/grafana/dashboards/', import.meta.url);

  it.each(Object.entries(dashboards))(
    '%s is written as it is defined (node deploy/grafana/generate.mjs)',
    (name, defined) => {
      expect(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))).toEqual(defined);
    },
  );

  it('are all defined', () => {
    expect(new Set(readdirSync(folder))).toEqual(new Set(Object.keys(dashboards).map((name) => `${name}.json`)));
  });
});
