const swc = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
};

const project = (displayName, rest) => ({
  displayName,
  extensionsToTreatAsEsm: ['.ts'],
  injectGlobals: false,
  resolver: '<rootDir>/test/support/resolver.cjs',
  testEnvironment: 'node',
  transform: { '\\.ts$': ['@swc/jest', swc] },
  ...rest,
});

/** One server for the project's files. */
const postgres = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

export default {
  coverageProvider: 'babel',
  testTimeout: 30_000,
  workerIdleMemoryLimit: '1GB',
  projects: [
    project('unit', { testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/tools/**/*.spec.ts'] }),
    project('e2e', { testMatch: ['<rootDir>/test/**/*.e2e.ts'], ...postgres }),
    project('services', { testMatch: ['<rootDir>/test/services/*.services.ts'], ...postgres }),
  ],
};
