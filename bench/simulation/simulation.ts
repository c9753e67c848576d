// Simulated days a second, on one core and on all: `npm run bench:simulation`.
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
});

interface Figures {
  readonly days: number;
  readonly daysPerSecond: number;
  readonly daysPerSecondAndCore: number;
}

function simulate(cores: number): Figures {
  const options = ['--seeds', values.seeds, '--cores', String(cores), '--once', '--json'];
  const output = execFileSync(process.execPath, ['test/simulation/simulate.ts', ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Figures;
}

const rows = [...new Set([1, availableParallelism()])].map((cores) => ({
  cores,
  ...simulate(cores),
}));
if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
else
  for (const { cores, days, daysPerSecond, daysPerSecondAndCore } of rows)
    process.stdout.write(
      `${cores} core${cores > 1 ? 's' : ''}: ${days} days of a fleet, ${daysPerSecond} a second, ${daysPerSecondAndCore} a second and core\n`,
    );
