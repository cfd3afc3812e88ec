/** Short words for Grafana's JSON: a dashboard is a list of rows of panels, each a title, a unit and what it asks Prometheus. */

const datasource = { type: 'prometheus', uid: '${datasource}' };
const height = 8;
const columns = 24;

/** Lines over time. `queries` are pairs of an expression and what its lines are called. */
export const lines = (title, unit, ...queries) => panel('timeseries', title, unit, queries);

/** One figure, the latest. Red from `bad` on, where it is given. */
export const figure = (title, unit, expr, { bad } = {}) => {
  const steps = [{ color: 'green', value: null }, ...(bad === undefined ? [] : [{ color: 'red', value: bad }])];
  const made = panel('stat', title, unit, [[expr, '']]);
  made.fieldConfig.defaults.thresholds = { mode: 'absolute', steps };
  return made;
};

/** A quantile of a histogram, over all replicas and in the last five minutes, for each value of `by`. */
export const quantile = (q, metric, { by = '', where = '' } = {}) =>
  `histogram_quantile(${q}, sum by (${['le', by].filter(Boolean).join(', ')}) (rate(${metric}_bucket${where}[5m])))`;

/** p50, p95 and p99 as three lines. */
export const quantiles = (metric, where = '') =>
  [0.5, 0.95, 0.99].map((q) => [quantile(q, metric, { where }), `p${q * 100}`]);

/** The whole document. `rows` are arrays of panels, which share the width. */
export function dashboard({ uid, title, rows }) {
  const panels = rows.flatMap((row, index) => {
    const width = Math.floor(columns / row.length);
    return row.map((each, column) => ({
      ...each,
      gridPos: { h: height, w: width, x: column * width, y: index * height },
    }));
  });
  return {
    uid,
    title,
    tags: ['bkcrm'],
    timezone: 'browser',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    links: [{ type: 'dashboards', title: 'BKCRM', tags: ['bkcrm'], asDropdown: true, keepTime: true }],
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }] },
    panels: panels.map((each, index) => ({ id: index + 1, ...each })),
  };
}

function panel(type, title, unit, queries) {
  return {
    type,
    title,
    datasource,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCodePoint(65 + index),
      datasource,
      expr,
      legendFormat,
    })),
  };
}
