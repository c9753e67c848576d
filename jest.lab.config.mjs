import base from './jest.config.mjs';

/** Real programs on the lab's own network: one test at a time. */
export default {
  ...base,
  maxWorkers: 1,
  testTimeout: 150_000,
  testMatch: ['<rootDir>/test/lab/**/*.lab.ts'],
};
