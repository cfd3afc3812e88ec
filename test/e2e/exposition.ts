/** A metric as `/metrics` shows it. */
export interface ExposedMetric {
  type: string;
  /** Names of labels seen, without those that a histogram's own series have. */
  labels: Set<string>;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const labelPair = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Reads Prometheus' text format, by the names of the metrics. */
export function readExposition(text: string): Map<string, ExposedMetric> {
  const metrics = new Map<string, ExposedMetric>();
  let current: ExposedMetric | undefined;
  for (const line of text.split('\n')) {
    const declared = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (declared !== null) {
      current = { type: declared[2] ?? '', labels: new Set(), samples: [] };
      metrics.set(declared[1] ?? '', current);
    }
    const sample = sampleLine.exec(line);
    if (sample === null || current === undefined) continue;
    const labels = Object.fromEntries([...(sample[2] ?? '').matchAll(labelPair)].map(([, key, value]) => [key, value]));
    for (const label of Object.keys(labels)) if (label !== 'le') current.labels.add(label);
    current.samples.push({ name: sample[1] ?? '', labels, value: Number(sample[3]) });
  }
  return metrics;
}

/** The names under which a metric's series can be asked for. */
export function seriesOf(name: string, { type }: ExposedMetric): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
