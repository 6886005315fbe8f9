/** The directions of the house (docs/architecture.md). `tsPreCompilationDeps`: an `import type` counts as an import. */
const clients = 'node_modules/(kysely|pg|better-sqlite3|soap|sax|ky|commander|inquirer|@inquirer|ora|cli-table3)/'

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'core-is-pure', severity: 'error', from: { path: '^src/core' }, to: { path: '^src/(adapters|commands|render|config|sandbox|wiring|main)' } },
    { name: 'core-no-io', severity: 'error', from: { path: '^src/core' }, to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' } },
    { name: 'core-no-clients', severity: 'error', from: { path: '^src/core' }, to: { path: clients } },
    { name: 'planner-holds-no-writer', severity: 'error', from: { path: '^src/core/plan' }, to: { path: '^src/core/apply' } },
    { name: 'render-is-pure', severity: 'error', from: { path: '^src/render' }, to: { path: '^src/(adapters|commands|config|sandbox|wiring|main)' } },
    { name: 'commands-via-core', severity: 'error', from: { path: '^src/commands' }, to: { path: '^src/(adapters|sandbox|wiring|main)' } },
    {
      name: 'adapters-are-strangers',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'adapters-know-ports',
      severity: 'error',
      from: { path: '^src/adapters' },
      to: { path: '^src/', pathNot: '^src/(adapters|core/(ports|model|history|errors))' },
    },
    { name: 'config-is-a-leaf', severity: 'error', from: { path: '^src/config' }, to: { path: '^src/(adapters|commands|render|sandbox|wiring|main)' } },
    {
      name: 'sandbox-shares-no-code-with-the-client',
      comment: 'a simulator that imports the client would share its mistakes',
      severity: 'error',
      from: { path: '^src/sandbox' },
      to: { path: '^src/', pathNot: '^src/sandbox' },
    },
    {
      name: 'only-wiring-composes',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(wiring|adapters|sandbox)' },
      to: { path: '^src/(adapters|sandbox)' },
    },
    { name: 'no-dev-packages-in-src', severity: 'error', from: { path: '^src' }, to: { dependencyTypes: ['npm-dev'] } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
}
