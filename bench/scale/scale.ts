// What a tick computes, holds and asks by the number of slots: `npm run bench:scale`.
import { parseArgs } from 'node:util';
import { median } from '../statistics.ts';
import { growthExponent } from './growth.ts';
import { startPeer } from './processes.ts';

/** The aims of one function; V8 takes more memory than it needs unless its heap is held. */
const AIM = { tickMs: 2_000, peakMb: 256 };
const HEAP = ['--max-old-space-size=170', '--max-semi-space-size=8'];
const QUIET_TICKS = 3;

interface World {
  readonly environment: NodeJS.ProcessEnv;
  readonly planMs: number;
}

interface Ticked {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
  readonly calls: readonly string[];
}

interface Scale {
  readonly slots: number;
  /** Own computing of the first tick of a fresh process, which also asks for what is launching. */
  readonly tickMs: number;
  readonly peakMb: number;
  /** Of a quiet tick. */
  readonly awsCalls: number;
  readonly quietTickMs: number;
  /** With the waiting for a local cloud that computes on the same machine. */
  readonly quietWallMs: number;
  readonly firstAwsCalls: number;
  /** Of the plan alone. */
  readonly planMs: number;
}

async function measure(slots: number): Promise<Scale> {
  const world = await startPeer<World>('world.ts', String(slots));
  const { environment: env, planMs } = world.greeting;
  const ticker = await startPeer('ticker.ts', 'reconcile-fleet', { env, flags: HEAP });
  const tick = async (): Promise<Ticked> => {
    const ticked = await ticker.ask<Omit<Ticked, 'calls'>>();
    const { calls } = await world.ask<Pick<Ticked, 'calls'>>();
    return { ...ticked, calls };
  };
  const first = await tick();
  const quiet: Ticked[] = [];
  while (quiet.length < QUIET_TICKS) quiet.push(await tick());
  await ticker.end();
  await world.end();
  return {
    slots,
    tickMs: Math.round(first.cpuMs),
    peakMb: Math.round(Math.max(...[first, ...quiet].map(({ peakMb }) => peakMb))),
    awsCalls: Math.min(...quiet.map(({ calls }) => calls.filter(isEachMinute).length)),
    quietTickMs: Math.round(median(quiet.map(({ cpuMs }) => cpuMs))),
    quietWallMs: Math.round(median(quiet.map(({ wallMs }) => wallMs))),
    firstAwsCalls: first.calls.length,
    planMs: Math.round(10 * planMs) / 10,
  };
}

/** What EC2 has announced is looked up each tenth minute. */
const isEachMinute = (call: string) => call !== 'DescribeInstanceStatus';

const line = (cells: readonly (string | number)[]) =>
  cells.map((cell) => String(cell).padStart(14)).join('');

const { values } = parseArgs({
  options: {
    slots: { type: 'string', default: '1,10,100,1000,10000' },
    json: { type: 'boolean' },
  },
});
process.stdout.write(
  `${line(['slots', 'tick ms', 'quiet ms', 'plan ms', 'peak MB', 'quiet calls', 'first calls'])}\n`,
);
const scales: Scale[] = [];
for (const slots of values.slots.split(',').map(Number)) {
  const scale = await measure(slots);
  scales.push(scale);
  const { tickMs, quietTickMs, planMs, peakMb, awsCalls, firstAwsCalls } = scale;
  process.stdout.write(
    `${line([slots, tickMs, quietTickMs, planMs, peakMb, awsCalls, firstAwsCalls])}\n`,
  );
}
const exponents = (['tickMs', 'quietTickMs', 'planMs', 'awsCalls'] as const).map(
  (name) => `${name} ${growthExponent(scales.map((each) => [each.slots, each[name]]))}`,
);
process.stdout.write(`${line(['aim', AIM.tickMs, '', '', AIM.peakMb])}\n`);
process.stdout.write(`growth exponents from 100 slots on: ${exponents.join(', ')}\n`);
if (values.json) process.stdout.write(`${JSON.stringify(scales)}\n`);
