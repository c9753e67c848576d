import { parseArgs } from 'node:util';
import { startPeer } from './processes.ts';

const { values } = parseArgs({ options: { slots: { type: 'string', default: '1000' } } });
const seededFrom = performance.now();
const world = await startPeer<{ environment: NodeJS.ProcessEnv }>('world.ts', values.slots);
process.stdout.write(`seeded ${Math.round(performance.now() - seededFrom)} ms\n`);
const ticker = await startPeer('ticker.ts', '', {
  env: world.greeting.environment,
  flags: (process.env['TFLAGS'] ?? '').split(' ').filter(Boolean),
});
for (let n = 0; n < 4; n += 1) {
  const { result, ...r } = await ticker.ask<Record<string, unknown>>();
  const { calls } = await world.ask<{ calls: string[] }>();
  const by = Object.entries(Object.groupBy(calls, (c) => c)).map(([k, v]) => `${k} ${v?.length}`);
  process.stdout.write(
    `${JSON.stringify(r)} ${calls.length} ${by.join(', ')}\n${JSON.stringify(result).slice(0, 500)}\n`,
  );
}
await ticker.end();
await world.end();
