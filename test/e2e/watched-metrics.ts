import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const folder = new URL('../../deploy/', import.meta.url);

/** What Prometheus itself, RabbitMQ's plugin and our own recording rules provide. */
const elsewhere = /^(up|ALERTS|rabbitmq_\w+|bkcrm:.*)$/;

/** Every metric (by the name of its series) that a rule or a panel asks for, and who does. */
export function watchedMetrics(): Map<string, string> {
  const watched = new Map<string, string>();
  for (const [who, expression] of [...ruleExpressions(), ...panelExpressions()])
    for (const name of metricsIn(expression)) if (!elsewhere.test(name)) watched.set(name, who);
  return watched;
}

function ruleExpressions(): [who: string, expression: string][] {
  const rules = readdirSync(new URL('prometheus/rules/', folder)).flatMap((file) => {
    const text = readFileSync(new URL(`prometheus/rules/${file}`, folder), 'utf8');
    return (parse(text) as { groups: { rules: { alert?: string; record?: string; expr: string }[] }[] }).groups;
  });
  return rules.flatMap((group) => group.rules).map(({ alert, record, expr }) => [alert ?? record ?? '', expr]);
}

function panelExpressions(): [who: string, expression: string][] {
  return readdirSync(new URL('grafana/dashboards/', folder)).flatMap((file) => {
    const text = readFileSync(new URL(`grafana/dashboards/${file}`, folder), 'utf8');
    const { panels } = JSON.parse(text) as { panels: { title: string; targets: { expr: string }[] }[] };
    return panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }): [string, string] => [`${file}: ${title}`, expr]),
    );
  });
}

/** Names in an expression that are neither labels, functions, operators nor numbers. */
function metricsIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(by|ignoring|on|group_left|without) ?\([^)]*\)/g, '');
  return [...bare.matchAll(/[a-zA-Z_:][\w:]*(?! ?\()\b/g)]
    .filter(({ index, 0: name }) => !/^\s*\(/.test(bare.slice(index + name.length)))
    .map(([name]) => name)
    .filter((name) => !/^(and|or|unless|bool|group_left)$/.test(name));
}
