import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { enterNetwork } from './network.ts';
import { getTools } from './tools/tools.ts';

getTools();
enterNetwork();
const jest = createRequire(import.meta.url).resolve('jest/bin/jest.js');
const { status } = spawnSync(
  process.execPath,
  [...process.execArgv, jest, '--config', 'jest.lab.config.mjs', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
