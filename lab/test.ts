import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { enterNetwork } from './network.ts';
import { getTools } from './tools/tools.ts';

getTools();
enterNetwork();
const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [...process.execArgv, jest, '--config', 'jest.lab.config.mjs', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
