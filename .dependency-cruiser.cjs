/** The directions of docs/architecture.md, as a machine reads them. */

/** Lowest first. A room imports only from groups before its own. */
const GROUPS = [
  ['packages/kernel'],
  ['packages/knobs', 'packages/contract'],
  [
    'packages/telemetry',
    'packages/storage',
    'packages/vectors',
    'packages/engine',
    'packages/resilience',
    'packages/optimize',
  ],
  [
    'packages/accounts',
    'packages/cache',
    'packages/memory',
    'packages/retrieval',
    'packages/jobs',
    'packages/tuning',
  ],
  ['packages/runtime'],
  ['packages/gateway'],
  ['domains/[^/]+'],
  ['packages/host'],
  ['apps/[^/]+'],
];

/** Imports within one group. Each has its line in docs/decisions; a test holds the two together. */
const DECIDED = [{ from: 'apps/cli', to: 'apps/server' }];

/** Libraries that only compute: any room may use them. */
const PLAIN_LIBRARIES = ['zod', 'lru-cache', 'p-queue'];

/** The one room, or the drivers, that each service, file format or native library belongs to. */
const VENDORS = [
  { room: 'packages/storage', packages: ['better-sqlite3'] },
  { room: 'packages/telemetry', packages: ['pino', 'prom-client'] },
  { room: 'packages/vectors', packages: ['usearch'] },
  { room: 'packages/memory', packages: ['zstd-napi'] },
  { room: 'packages/host', packages: ['yaml'] },
  { room: 'apps/server', packages: ['fastify', '@fastify/[^/]+'] },
  {
    room: 'apps/dashboard',
    packages: ['react', 'react-dom', '@tanstack/react-query', 'uplot', 'vite', '@vitejs/plugin-react'],
  },
];

const anyOf = (rooms) => `^(${rooms.join('|')})/`;
const vendored = (packages) => `(^|/)node_modules/(@types/)?(${packages.join('|')})/`;

const ROOM = '^((?:packages|domains|apps)/[^/]+)/';
const DRIVER = '^(?:packages|domains|apps)/[^/]+/src/drivers/';
const TEST = '[.]test[.]tsx?$|^(packages|domains|apps)/[^/]+/src/testing([.]ts$|/)';
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

const upward = GROUPS.map((group, level) => ({
  name: `no-import-upward-from-${level}`,
  comment: `${group.join(', ')}: only from rooms before it (docs/architecture.md, direction of imports)`,
  severity: 'error',
  from: { path: anyOf(group) },
  to: { path: anyOf(GROUPS.slice(level + 1).flat()) },
})).slice(0, -1);

const sideways = GROUPS.map((group, level) => ({
  name: `no-import-sideways-in-${level}`,
  comment: 'within one group, none imports another without a line in docs/decisions',
  severity: 'error',
  from: { path: `^(${group.join('|')})/` },
  to: { path: anyOf(group), pathNot: ['^$1/'] },
}));

// A decided import leaves its own pair out, and only that one.
for (const { from, to } of DECIDED) {
  for (const rule of sideways) {
    if (!new RegExp(rule.from.path).test(`${from}/`)) continue;
    sideways.push({
      ...rule,
      name: `${rule.name}-but-${from.split('/')[1]}`,
      from: { path: `^(${from})/` },
      to: { ...rule.to, pathNot: [...rule.to.pathNot, `^${to}/`] },
    });
    rule.from = { ...rule.from, pathNot: [...(rule.from.pathNot ?? []), `^${from}/`] };
    break;
  }
}

const vendors = VENDORS.map(({ room, packages }) => ({
  name: `no-vendor-outside-${room.split('/')[1]}`,
  comment: `${packages.join(', ')}: only in ${room} and under drivers/`,
  severity: 'error',
  from: { path: ROOM, pathNot: [`^${room}/`, DRIVER] },
  to: { path: vendored(packages) },
}));

module.exports = {
  forbidden: [
    ...upward,
    ...sideways,
    {
      name: 'no-driver-but-from-host',
      comment:
        'drivers are opened by host; a domain never sees one (type-only imports by runtime are left out)',
      severity: 'error',
      from: { path: ROOM, pathNot: ['^packages/host/', TEST] },
      to: { path: DRIVER, pathNot: ['^$1/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-driver-type-but-in-runtime',
      comment:
        'the type of a driver is known to host, and to runtime where a task hands the driver something',
      severity: 'error',
      from: { path: ROOM, pathNot: ['^packages/(host|runtime)/', TEST] },
      to: { path: DRIVER, pathNot: ['^$1/'], dependencyTypes: ['type-only'] },
    },
    {
      name: 'no-driver-in-domain',
      comment: 'a domain never imports a driver, in its tests neither',
      severity: 'error',
      from: { path: '^domains/' },
      to: { path: DRIVER },
    },
    ...vendors,
    {
      name: 'no-vendor-without-a-room',
      comment:
        'a package that is not plain computation is named in VENDORS with its room, or kept under drivers/',
      severity: 'error',
      from: { path: ROOM, pathNot: [DRIVER, TEST] },
      to: {
        dependencyTypes: NPM,
        pathNot: [ROOM, vendored(PLAIN_LIBRARIES), ...VENDORS.map(({ packages }) => vendored(packages))],
      },
    },
    {
      name: 'dashboard-imports-only-contract',
      severity: 'error',
      from: { path: '^apps/dashboard/' },
      to: { path: ROOM, pathNot: ['^apps/dashboard/', '^packages/contract/'] },
    },
    {
      name: 'no-way-around-the-index',
      comment: 'another room is imported by its name, through what its package.json exports',
      severity: 'error',
      from: { path: ROOM },
      to: { path: ROOM, pathNot: ['^$1/'], dependencyTypesNot: ['aliased-workspace'] },
    },
    {
      name: 'no-testing-in-product',
      comment: 'testing.ts and tests are for tests',
      severity: 'error',
      from: { path: ROOM, pathNot: [TEST] },
      to: { path: TEST },
    },
    {
      name: 'no-import-of-tooling',
      severity: 'error',
      from: { path: ROOM },
      to: { path: '^(e2e|benchmarks|script|examples|deploy)/' },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      comment: 'what cannot be resolved cannot be checked',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css'],
    },
  },
};
