// How long a fleet takes to come up under EC2's own token buckets: `npm run bench:launches`.
import { parseArgs } from 'node:util';
import { grow } from './grow.ts';

const { values } = parseArgs({
  options: { launches: { type: 'string', default: '20,100,1000' }, json: { type: 'boolean' } },
});

const line = (cells: readonly (string | number)[]) =>
  cells.map((cell) => String(cell).padStart(14)).join('');
process.stdout.write(
  `${line(['launches', 'capacity s', 'buckets s', 'ratio', 'throttled', 'EC2 calls'])}\n`,
);
const grown = [];
for (const launches of values.launches.split(',').map(Number)) {
  const result = await grow(launches);
  grown.push(result);
  const { seconds, bucketSeconds, ratio, throttled, ec2Calls } = result;
  process.stdout.write(`${line([launches, seconds, bucketSeconds, ratio, throttled, ec2Calls])}\n`);
}
if (values.json) process.stdout.write(`${JSON.stringify(grown)}\n`);
