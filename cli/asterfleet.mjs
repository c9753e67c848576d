#!/usr/bin/env node
// Started by npx, this is the Node.js of the clone. Started by its path, or by a link from anywhere, it is
// the system's, which before 22.18 reads no TypeScript: then the clone's own takes over.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const command = fileURLToPath(new URL('./asterfleet.ts', import.meta.url));

if (process.features.typescript) await import('./asterfleet.ts');
else if (existsSync(own)) {
  const parameters = [command, ...process.argv.slice(2)];
  process.exitCode = spawnSync(own, parameters, { stdio: 'inherit' }).status ?? 1;
} else {
  const found = process.versions.node;
  process.stderr.write(`asterfleet: expected Node.js 22.18 or later, found ${found}\n`);
  process.exitCode = 1;
}
