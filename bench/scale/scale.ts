// What a tick computes, holds and asks by the number of slots: `npm run bench:scale`.
import { parseArgs } from 'node:util';
import { median } from '../statistics.ts';
import { growthExponent } from './growth.ts';
import { startPeer } from './processes.ts';

/** The aims of one function; V8 takes more memory than it needs unless its heap is held. */
const AIM = { tickMs: 2_000, peakMb: 256 };
const HEAP = ['--max-old-space-size=110', '--max-semi-space-size=8'];
/** After the first; the container of a function that runs each minute is warm. */
const WARM_TICKS = 5;

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
  /** Own computing, the process warm, nothing to change; the median. */
  readonly tickMs: number;
  /** Of all ticks, the cold one included. */
  readonly peakMb: number;
  readonly awsCalls: number;
  /** With the waiting for a local cloud that computes on the same machine. */
  readonly tickWallMs: number;
  /** Of the first tick of a fresh process, which also asks for what is launching and writes it. */
  readonly coldTickMs: number;
  readonly coldAwsCalls: number;
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
  const cold = await tick();
  const warm: Ticked[] = [];
  while (warm.length < WARM_TICKS) warm.push(await tick());
  await ticker.end();
  await world.end();
  return {
    slots,
    tickMs: Math.round(median(warm.map(({ cpuMs }) => cpuMs))),
    peakMb: Math.round(Math.max(...[cold, ...warm].map(({ peakMb }) => peakMb))),
    awsCalls: Math.min(...warm.map(({ calls }) => calls.filter(isEachMinute).length)),
    tickWallMs: Math.round(median(warm.map(({ wallMs }) => wallMs))),
    coldTickMs: Math.round(cold.cpuMs),
    coldAwsCalls: cold.calls.length,
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
  `${line(['slots', 'tick ms', 'cold ms', 'plan ms', 'peak MB', 'calls', 'cold calls'])}\n`,
);
const scales: Scale[] = [];
for (const slots of values.slots.split(',').map(Number)) {
  const scale = await measure(slots);
  scales.push(scale);
  const { tickMs, coldTickMs, planMs, peakMb, awsCalls, coldAwsCalls } = scale;
  process.stdout.write(
    `${line([slots, tickMs, coldTickMs, planMs, peakMb, awsCalls, coldAwsCalls])}\n`,
  );
}
const exponents = (['tickMs', 'coldTickMs', 'planMs', 'awsCalls'] as const).map(
  (name) => `${name} ${growthExponent(scales.map((each) => [each.slots, each[name]]))}`,
);
process.stdout.write(`${line(['aim', AIM.tickMs, AIM.tickMs, '', AIM.peakMb])}\n`);
if (scales.length > 1)
  process.stdout.write(`growth exponents from 100 slots on: ${exponents.join(', ')}\n`);
if (values.json) process.stdout.write(`${JSON.stringify(scales)}\n`);
