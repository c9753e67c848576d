import { openLocalPage } from '../cli/console/open-local-page.ts';
import { isForUser, runReplay } from './replay/run-replay.ts';

try {
  await runReplay(process.argv.slice(2), openLocalPage);
} catch (error) {
  if (!isForUser(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
