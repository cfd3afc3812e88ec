/** The layer rules. Each name says what is forbidden, each comment why. */
const apps = '^apps/([^/]+)/';

module.exports = {
  forbidden: [
    {
      name: 'apps-never-import-apps',
      comment: 'Services meet through the broker, the database contract or HTTP, never in memory.',
      severity: 'error',
      from: { path: apps },
      to: { path: apps, pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-never-import-apps',
      comment: 'A library knows nothing of who uses it.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'only-messaging-knows-amqplib',
      comment: 'The guarantees about messages are given in one place.',
      severity: 'error',
      from: { pathNot: '^libs/(messaging|testing)/' },
      to: { path: 'node_modules/(amqplib|@types/amqplib)' },
    },
    {
      name: 'only-tracing-knows-opentelemetry',
      comment: 'Off, it is not even loaded; and what may stand in a trace is decided in one place.',
      severity: 'error',
      from: { pathNot: '^libs/tracing/' },
      to: { path: 'node_modules/@opentelemetry' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules are tested without anything running: no framework, no database, no broker, no network, no files.',
      severity: 'error',
      from: { path: '/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: 'node_modules/(@nestjs|typeorm|pg|amqplib|socket\\.io|undici|fastify)|^libs/(database|messaging|outbox|observability|read-model|media)/|^(fs|net|http|https|child_process|node:fs|node:net|node:http|node:https)',
      },
    },
    {
      name: 'contracts-stand-alone',
      comment: 'Everybody shares the contracts, so they pull in nothing but validation.',
      severity: 'error',
      from: { path: '^libs/contracts/src', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/contracts/|node_modules/(class-validator|class-transformer|reflect-metadata)' },
    },
    {
      name: 'client-runs-in-browsers',
      comment: 'The SDK takes types from the contracts and nothing else of ours.',
      severity: 'error',
      from: { path: '^libs/client/src', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(?!client|contracts)|node_modules/(@nestjs|typeorm|pg|amqplib|class-)' },
    },
    {
      name: 'validated-classes-are-imported-as-values',
      comment: '`import type` of a DTO or an injected class silently switches validation or injection off.',
      severity: 'error',
      from: { path: '\\.(controller|consumer|gateway)\\.ts$' },
      to: { path: '\\.(dto|command|service|request)\\.ts$', dependencyTypes: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'The built modules die on a cycle, depending on the order of imports.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'libs-by-name',
      comment: 'A library is used through its index, so that its insides can change.',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^libs/[^/]+/src/(?!index\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
