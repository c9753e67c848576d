export default {
  testEnvironment: 'node',
  // Jest keeps one core to itself, which is half of a small machine.
  maxWorkers: '100%',
  // A fleet that lives for an hour is hundreds of calls over the wire.
  testTimeout: 20_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.serverless/'],
  collectCoverageFrom: ['functions/**/*.ts', 'shared/**/*.ts', 'local/**/*.ts', 'cli/**/*.ts'],
  coverageProvider: 'v8',
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/support/environment.mjs'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
};
