// The layer rule of docs/decisions: a file may import its own folder and lower floors, never a higher one.
const floors = [
  ['db', 'config', 'observe', 'errors', 'clock'],
  ['engines', 'media', 'queue'],
  ['catalog', 'backends', 'ledger', 'webhooks', 'llm'],
  ['tasks'],
  ['http'],
  ['app', 'readiness', 'version'],
  ['cli', 'main'],
];
const at = (names) => `^src/(${names.join('|')})(/|\\.ts$)`;

const upward = floors.slice(0, -1).map((names, floor) => ({
  name: `floor-${floor + 1}-imports-up`,
  severity: 'error',
  comment: 'Imports point down only (see ARCHITECTURE in docs/reference).',
  from: { path: at(names), pathNot: '\\.test\\.ts$' },
  to: { path: at(floors.slice(floor + 1).flat()) },
}));

// Floor mates that may know each other; every other pair on one floor is a mistake.
const only = (from, mayImport) => ({
  name: `${from}-stays-apart`,
  severity: 'error',
  from: { path: at([from]), pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: at([from, ...mayImport]) },
});
const base = floors[0];

module.exports = {
  forbidden: [
    ...upward,
    only('engines', base.concat('media')),
    only('media', base),
    only('queue', base),
    only('catalog', base.concat('media')),
    only('backends', base.concat('engines', 'media', 'queue', 'catalog')),
    only('ledger', base),
    only('llm', base.concat('errors-catalogue', 'catalog')),
    only('webhooks', base.concat('engines', 'media', 'queue')),
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src' },
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-imports',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$', path: '^src' },
      to: { path: '\\.test\\.ts$|^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
