import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configVariables } from '@bkcrm/config';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { inProject } from '../launcher/paths.mjs';
import { ifInstalled } from './installed.js';

/* As much of the resources as is looked at here. */
interface Container {
  name: string;
  image: string;
  command: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: { key: string; optional?: boolean } } }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  lifecycle?: { preStop?: { exec?: { command: string[] } } };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: Record<string, unknown>;
}
interface Probe {
  httpGet: { path: string; port: string };
}
interface PodSpec {
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext: Record<string, unknown>;
  topologySpreadConstraints?: unknown[];
  containers: Container[];
}
interface Resource {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  data?: Record<string, string>;
  automountServiceAccountToken?: boolean;
  spec?: Record<string, unknown> & {
    ports?: { name: string }[];
    replicas?: number;
    template?: { spec: PodSpec; metadata: Resource['metadata'] };
  };
}

const kustomize = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
].find(([program = '', verb = '']) => spawnSync(program, [verb, '--help']).status === 0);
if (!kustomize) process.stderr.write('the manifests are not rendered: there is neither kubectl nor kustomize here\n');

function render(overlay: string): Resource[] {
  const [program = '', verb = ''] = kustomize ?? [];
  const { stdout, stderr, status } = spawnSync(program, [verb, inProject('k8s/overlays', overlay)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).map((document) => document.toJSON() as Resource);
}

/** The files of a folder of the project, none when there is no such folder. */
function files(folder: string, pattern: RegExp): string[] {
  return existsSync(inProject(folder))
    ? readdirSync(inProject(folder))
        .filter((name) => pattern.test(name))
        .toSorted()
    : [];
}

const ours = ['evolution-sender', 'gateway', 'ticket', 'webhook-ingest'];
const overlays = ['production', 'single-node'];
const configurations = import.meta.glob<Record<string, unknown>>('../../apps/*/src/app.config.ts', { eager: true });

describe.skipIf(!kustomize).each(overlays)('k8s/overlays/%s', (overlay) => {
  const resources = kustomize ? render(overlay) : [];
  const of = (kind: string): Resource[] => resources.filter((resource) => resource.kind === kind);
  const workloads = [...of('Deployment'), ...of('StatefulSet')];
  const pods = [...workloads, ...of('Job')].map((resource) => ({
    name: resource.metadata.name,
    spec: resource.spec?.template?.spec as PodSpec,
  }));

  it('runs the four services, the ingest with a volume of its own for each spool', () => {
    expect(workloads.map(({ metadata }) => metadata.name).toSorted()).toEqual(ours);
    const [ingest] = of('StatefulSet');
    expect(ingest?.metadata.name).toBe('webhook-ingest');
    expect(ingest?.spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Retain', whenDeleted: 'Retain' },
      volumeClaimTemplates: [{ metadata: { name: 'spool' } }],
    });
    expect(ingest?.spec?.template?.spec.containers[0]).toMatchObject({
      volumeMounts: expect.arrayContaining([{ name: 'spool', mountPath: '/data/spool' }]) as unknown,
    });
  });

  it('starts what is built', () => {
    for (const { spec } of pods) {
      for (const path of spec.containers.flatMap(({ command }) => command.join(' ').match(/dist\/\S+\.js/g) ?? [])) {
        const source = path.replace('$service', 'ticket').replace(/^dist\/(.*)\.js$/, '$1.ts');
        expect([source, existsSync(inProject(source))]).toEqual([source, true]);
      }
      expect(spec.containers.map(({ image }) => image)).toEqual(['registry.example.com/bkcrm:0.1.0']);
    }
  });

  it('holds the restricted profile of Pod Security in every pod', () => {
    expect(of('Namespace').find(({ metadata }) => metadata.name === 'bkcrm')?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    for (const { name, spec } of pods) {
      expect([name, spec.securityContext]).toMatchObject([
        name,
        { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      ]);
      for (const container of spec.containers) {
        expect(container.securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  it('gives every pod an account of its own, without a token', () => {
    const accounts = of('ServiceAccount');
    for (const { name, spec } of pods) {
      expect(spec).toMatchObject({ serviceAccountName: name, automountServiceAccountToken: false });
      expect(accounts.find(({ metadata }) => metadata.name === name)?.automountServiceAccountToken).toBe(false);
    }
  });

  it('asks the administration port, liveness never about a dependency, and stops gently', () => {
    for (const { spec } of workloads.map(({ spec: { template } = {} }) => template as { spec: PodSpec })) {
      const [container] = spec.containers;
      const paths = [container?.startupProbe, container?.livenessProbe, container?.readinessProbe].map(
        (probe) => `${probe?.httpGet.path} ${probe?.httpGet.port}`,
      );
      expect(paths).toEqual(['/startupz administration', '/livez administration', '/readyz administration']);
      const pause = Number(container?.lifecycle?.preStop?.exec?.command[1]);
      expect(pause).toBeGreaterThanOrEqual(5);
      // Draining takes up to 50 s.
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(pause + 50 + 10);
    }
  });

  it('says what every container needs, and spreads replicas over machines', () => {
    for (const { spec } of pods) {
      for (const { resources: needs } of spec.containers) {
        expect(Object.keys(needs?.requests ?? {})).toEqual(['cpu', 'memory']);
        expect(needs?.limits?.['memory']).toBeDefined();
      }
    }
    for (const { spec } of workloads) expect(spec?.template?.spec.topologySpreadConstraints).toHaveLength(1);
    const disruption = of('PodDisruptionBudget').map(({ metadata }) => metadata.name);
    expect(disruption).toEqual(expect.arrayContaining(ours));
  });

  it('hands each service the secrets its settings name and no others; the rest comes from one ConfigMap', () => {
    const config = of('ConfigMap').find(({ metadata }) => metadata.name.startsWith('bkcrm-'));
    for (const { metadata, spec } of workloads) {
      const [container] = spec?.template?.spec.containers ?? [];
      expect(container?.envFrom).toEqual([{ configMapRef: { name: config?.metadata.name } }]);
      const module = configurations[`../../apps/${metadata.name}/src/app.config.ts`] ?? {};
      const classes = Object.entries(module).filter(([name]) => /^[A-Z]\w*Config$/.test(name));
      const known = classes.flatMap(([, type]) => configVariables(type as new () => object));
      expect((container?.env ?? []).map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
      expect((container?.env ?? []).every(({ valueFrom }) => valueFrom?.secretKeyRef)).toBe(true);
    }
    const secret = parse(readFileSync(inProject('k8s/secret.example.yaml'), 'utf8')) as { stringData: object };
    const demanded = pods.flatMap(({ spec }) => spec.containers.flatMap(({ env = [] }) => env));
    const keys = demanded.map(({ valueFrom }) => valueFrom?.secretKeyRef).filter((reference) => !reference?.optional);
    expect(Object.keys(secret.stringData)).toEqual(expect.arrayContaining(keys.map((reference) => reference?.key)));
    expect(Object.keys(config?.data ?? {}).filter((name) => /SECRET|PASSWORD|KEY|_URL$/.test(name))).toEqual([
      'EVOLUTION_URL',
      'PUBLIC_URL',
      'WEBHOOK_PUBLIC_URL',
    ]);
  });

  it('lets nothing in or out that is not named', () => {
    const policies = of('NetworkPolicy').filter(({ metadata }) => metadata.namespace === 'bkcrm');
    const everything = policies.find(({ spec }) => !spec?.['ingress'] && !spec?.['egress']);
    expect(everything?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const data = of('NetworkPolicy').filter(({ metadata }) => metadata.namespace === 'bkcrm-data');
    expect(data.find(({ spec }) => !spec?.['ingress'])?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
  });

  it('has an ingress for webhooks that redirects nobody and owns every path below /webhook', () => {
    const ingress = of('Ingress').find(({ metadata }) => metadata.name === 'webhooks');
    expect(ingress?.metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/ssl-redirect': 'false',
      'nginx.ingress.kubernetes.io/force-ssl-redirect': 'false',
      'nginx.ingress.kubernetes.io/proxy-body-size': '65m',
    });
    expect(ingress?.spec).toMatchObject({
      rules: [
        {
          http: { paths: [{ path: '/webhook', pathType: 'Prefix', backend: { service: { name: 'webhook-ingest' } } }] },
        },
      ],
    });
    const text = JSON.stringify(ingress?.metadata.annotations);
    expect(text).not.toMatch(
      /permanent-redirect|temporal-redirect|auth-url|auth-type|whitelist|custom-http-errors|rewrite/,
    );
  });

  it('runs RabbitMQ and PostgreSQL by their operators, with backups', () => {
    const [broker] = of('RabbitmqCluster');
    const [database] = of('Cluster');
    const size = overlay === 'production' ? 3 : 1;
    expect([broker?.spec?.replicas, database?.spec?.['instances']]).toEqual([size, size]);
    expect(database?.spec?.['managed']).toMatchObject({ roles: [{ name: 'bkcrm', createrole: true }] });
    const [schedule] = of('ScheduledBackup');
    expect(schedule?.spec?.['cluster']).toEqual({ name: database?.metadata.name });
    const [store] = of('ObjectStore');
    expect(database?.spec?.['plugins']).toMatchObject([{ parameters: { barmanObjectName: store?.metadata.name } }]);
  });

  it('scales where more replicas are more throughput, and not at all on one machine', () => {
    const scaled = of('HorizontalPodAutoscaler').map(({ metadata }) => metadata.name);
    expect(scaled).toEqual(overlay === 'production' ? ['gateway', 'ticket', 'webhook-ingest'] : []);
  });

  it('says in which namespace everything lies', () => {
    const without = resources.filter(({ kind, metadata }) => kind !== 'Namespace' && !metadata.namespace);
    expect(without).toEqual([]);
  });
});

describe.skipIf(!kustomize)('the monitoring of the cluster', () => {
  const resources = kustomize ? render('production') : [];
  const maps = resources.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === 'monitoring');

  it('scrapes the administration port of every service', () => {
    const services = resources.filter(({ kind }) => kind === 'Service');
    const scraped = services.filter(
      ({ spec, metadata }) =>
        spec?.ports?.some(({ name }) => name === 'administration') &&
        metadata.labels?.['app.kubernetes.io/part-of'] === 'bkcrm',
    );
    expect(scraped.map(({ metadata }) => metadata.name).toSorted()).toEqual(ours);
  });

  it('brings every dashboard along', () => {
    const keys = maps.flatMap(({ data = {} }) => Object.keys(data));
    expect(keys.toSorted()).toEqual(files('deploy/grafana/dashboards', /\.json$/));
  });

  it('prints every file of rules as the operator wants it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bkcrm-rules-'));
    try {
      const groups = [
        { name: 'one', rules: [{ alert: 'Down', expr: 'up == 0', annotations: { text: '{{ $labels.x }}' } }] },
      ];
      writeFileSync(join(folder, 'alerts.yaml'), `# Why.\n${stringify({ groups })}`);
      writeFileSync(join(folder, 'levels.yaml'), stringify({ groups }));
      const printed = execFileSync('sh', [inProject('k8s/monitoring/prometheus-rules.sh'), folder], {
        encoding: 'utf8',
      });
      const rules = parseAllDocuments(printed).map((document) => document.toJSON() as Resource);
      expect(rules.map(({ metadata }) => metadata.name)).toEqual(['bkcrm-alerts', 'bkcrm-levels']);
      for (const { spec, kind } of rules) expect({ spec, kind }).toEqual({ spec: { groups }, kind: 'PrometheusRule' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

interface Models {
  [kind: string]: new (resource: Resource) => { validate: () => void };
}
/** Schemas that packages ship; RabbitMQ's and Barman's resources are in none of them. */
const packages: Record<string, string> = {
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
};
const unknown = ['rabbitmq.com/v1beta1', 'barmancloud.cnpg.io/v1'];
const schemas =
  ifInstalled('kubernetes-models/v1') && ifInstalled('@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1');

describe.skipIf(!kustomize || !schemas)("Kubernetes' schemas (packages kubernetes-models and its neighbours)", () => {
  it.each(overlays)('hold for every resource of %s', async (overlay) => {
    const problems: string[] = [];
    for (const resource of render(overlay).filter(({ apiVersion }) => !unknown.includes(apiVersion))) {
      const { apiVersion, kind, metadata } = resource;
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
      const models = ifInstalled(`${packages[group] ?? 'kubernetes-models'}/${apiVersion}`) as Models | undefined;
      const Model = models?.[kind];
      if (!Model) problems.push(`${kind} ${metadata.name}: no schema of ${apiVersion}`);
      else {
        try {
          new Model(resource).validate();
        } catch (error) {
          problems.push(`${kind} ${metadata.name}: ${String(error)}`);
        }
      }
    }
    expect(problems).toEqual([]);
  });
});
