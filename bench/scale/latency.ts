// From an alarm to the request for an instance, cold and warm: `npm run bench:latency`.
import { parseArgs } from 'node:util';
import { DEPLOYMENT, openStage, type Stage } from '../../local/replay/stage.ts';
import { alarmEventOf } from '../../local/replay/triggers/aws-events.ts';
import { isServing } from '../../shared/domain/slot/slot.ts';
import { median } from '../statistics.ts';
import { fleetTextOf } from './fleet-of.ts';
import { startPeer } from './processes.ts';
import { seed } from './seed.ts';

const FLEET = 'in-ngn';
const CENSUS = { slots: 5, serving: 2, draining: 0, launching: 0 };
/** Of a limit of 110: far beyond the surge's threshold. */
const HIGH = { channels: 106, calls: 106, callAttemptsLastMinute: 60 };
/** Nothing is to be done. */
const LOW = { channels: 20, calls: 20, callAttemptsLastMinute: 6 };

async function openFleet(): Promise<Stage> {
  let backMs = 0;
  const stage = await openStage({
    now: () => Date.now() - backMs,
    fleet: FLEET,
    fleetText: fleetTextOf(CENSUS),
    slots: CENSUS.slots,
  });
  await seed(stage, CENSUS, (ms) => {
    backMs = ms;
  });
  return stage;
}

async function load(stage: Stage, reading: typeof HIGH): Promise<void> {
  const { slots } = await stage.store.read(FLEET);
  const arns = slots.filter(isServing).map(({ instance }) => instance.arn);
  const beats = await stage.heartbeats.read(arns);
  const atMs = Date.now();
  await stage.sendHeartbeats([...beats.values()].map((beat) => ({ ...beat, ...reading, atMs })));
}

function alarmTo(to: 'ALARM' | 'OK', { cloud }: Stage) {
  const atMs = Date.now();
  const from = to === 'OK' ? 'ALARM' : 'OK';
  const datapoints = [96, 97].map((value, index) => ({ fromMs: atMs - 10_000 * index, value }));
  const transition = {
    name: `${FLEET}-utilisation`,
    from,
    to,
    atMs,
    threshold: 85,
    datapoints,
  } as const;
  return alarmEventOf(transition, { deployment: DEPLOYMENT, fleet: FLEET }, cloud.ec2.options);
}

/** Cold: from before the process is there. Warm: it has answered another alarm's end. */
async function latencyMs(isWarm: boolean): Promise<number> {
  const stage = await openFleet();
  const launched = new Promise<number>((resolve) => {
    stage.cloud.onRequest(({ action }) => {
      if (action === 'RunInstances') resolve(performance.now());
    });
  });
  const start = () => startPeer('ticker.ts', 'handle-alarm', { env: { ...process.env } });
  const warm = isWarm ? await start() : undefined;
  if (warm) {
    await load(stage, LOW);
    await warm.ask(alarmTo('OK', stage));
  }
  await load(stage, HIGH);
  const from = performance.now();
  const peer = warm ?? (await start());
  const done = peer.ask(alarmTo('ALARM', stage));
  const ms = (await launched) - from;
  await done;
  await peer.end();
  await stage.close();
  return ms;
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, json: { type: 'boolean' } },
});
const runs = Number(values.runs);
const series = async (isWarm: boolean) => {
  const found: number[] = [];
  while (found.length < runs) found.push(await latencyMs(isWarm));
  return Math.round(median(found));
};
const result = { coldMs: await series(false), warmMs: await series(true) };
process.stdout.write(
  [
    `from the alarm to RunInstances, cold   ${result.coldMs} ms (the process, the bundle, the run)`,
    `from the alarm to RunInstances, warm   ${result.warmMs} ms (the run)`,
    'beside it: 20 to 30 s until the alarm goes off (2 of 3 periods of 10 s), and 240 s of usual boot',
    '',
  ].join('\n'),
);
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
