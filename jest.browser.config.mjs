import base from './jest.config.mjs';

/** A real browser over a day that runs: one test after the other. */
export default {
  ...base,
  maxWorkers: 1,
  testTimeout: 240_000,
  testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
};
