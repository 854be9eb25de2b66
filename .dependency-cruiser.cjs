// The table of docs/adr/0002-layers-and-feature-order.md. A new folder below platform, capabilities or features gets
// its place here, to the right of what it uses; `npm run check:layers` says so when it has none.

/** Each may use those to its left. */
const LAYERS = {
  kernel: '^src/kernel/',
  platform: '^src/platform/',
  capabilities: '^src/capabilities/',
  features: '^src/features/',
  tenants: '^src/tenants/',
  'app.module': '^src/app\\.module\\.ts$',
  roles: '^src/roles/',
  main: '^src/main\\.ts$',
};

/** Within a layer, too: each folder may use those to its left. */
const ORDER = {
  platform: ['config', 'outbound', 'query', 'database', 'http', 'logging', 'metrics', 'health'],
  capabilities: ['audit', 'timers', 'events', 'auth', 'users', 'teams', 'messaging'],
  features: [
    'notification-rules',
    'schedules',
    'escalation-policies',
    'routing',
    'cases',
    'projects',
    'maintenance-windows',
    'notifications',
    'pages',
    'route-actions',
    'escalations',
    'replies',
    'live-calls',
    'inbox',
    'search',
    'analytics',
  ],
};

const layerRules = Object.entries(LAYERS).flatMap(([layer, path], index, all) => {
  const above = all.slice(index + 1).map(([, higher]) => higher);
  if (above.length === 0) return [];
  return [
    {
      name: `${layer}-looks-down-only`,
      severity: 'error',
      comment: `${layer} is below ${all
        .slice(index + 1)
        .map(([name]) => name)
        .join(', ')}: it may not use them.`,
      from: { path },
      to: { path: above },
    },
  ];
});

const orderRules = Object.entries(ORDER).flatMap(([layer, folders]) => [
  {
    name: `${layer}-has-an-order`,
    severity: 'error',
    comment: 'Every folder needs its place in ORDER of .dependency-cruiser.cjs and in ADR 0002.',
    from: {},
    to: { path: `^src/${layer}/(?!(?:${folders.join('|')})/)` },
  },
  ...folders.slice(0, -1).map((folder, index) => ({
    name: `${layer}-${folder}-uses-its-left`,
    severity: 'error',
    comment: `${folder} may use only what stands to its left in ADR 0002; tell the others through events.`,
    from: { path: `^src/${layer}/${folder}/` },
    to: { path: `^src/${layer}/(?:${folders.slice(index + 1).join('|')})/` },
  })),
]);

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'What imports in a circle cannot be read, tested or loaded one at a time.',
      from: {},
      to: { circular: true },
    },
    ...layerRules,
    ...orderRules,
    {
      name: 'through-the-index',
      severity: 'error',
      comment: 'A folder shows what it offers in its index.ts; the rest is its own business.',
      from: { path: '^(src/(?:platform|capabilities|features)/[^/]+)/' },
      to: {
        path: '^src/(?:platform|capabilities|features)/[^/]+/',
        pathNot: ['^$1/', '^src/[^/]+/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'through-the-index-from-above',
      severity: 'error',
      comment: 'A folder shows what it offers in its index.ts; the rest is its own business.',
      from: { path: '^src/(?:tenants/|roles/|app\\.module|main\\.)' },
      to: {
        path: '^src/(?:platform|capabilities|features)/[^/]+/',
        pathNot: '^src/[^/]+/[^/]+/index\\.ts$',
      },
    },
    {
      name: 'through-the-index-of-the-kernel',
      severity: 'error',
      comment: 'The kernel is entered through src/kernel/index.ts.',
      from: { path: '^src/', pathNot: '^src/kernel/' },
      to: { path: '^src/kernel/', pathNot: '^src/kernel/index\\.ts$' },
    },
    {
      name: 'launcher-stands-alone',
      severity: 'error',
      comment: 'The launcher runs before anything is built and is in no image.',
      from: { path: '^src/launcher/' },
      to: { path: '^src/', pathNot: '^src/launcher/' },
    },
    {
      name: 'nobody-uses-the-launcher',
      severity: 'error',
      comment: 'The launcher runs before anything is built and is in no image.',
      from: { path: '^src/', pathNot: '^src/launcher/' },
      to: { path: '^src/launcher/' },
    },
    {
      name: 'source-stands-without-tests-and-tools',
      severity: 'error',
      comment: 'test, tools and bench are in no image.',
      from: { path: '^src/' },
      to: { path: '^(?:test|tools|bench)/' },
    },
    {
      name: 'no-development-packages-in-production',
      severity: 'error',
      comment: 'The image has no development packages.',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-is-declared',
      severity: 'error',
      comment: 'A package that is used must be in package.json, and a file must exist.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types are dependencies as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
