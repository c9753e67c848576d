import { sessionArnOf, type UrlAnswer, urlEventOf } from '../../local/cloud/url-event.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { readContents } from './contents.ts';
import { metricsIn } from './output.ts';
import { SHARDS } from './parts.ts';
import { openTrial, type Recording, type Trial } from './trial.ts';
import { writeUnits } from './units.ts';
import { dividedBy, type Usage, without } from './usage.ts';

const QUIET_TICKS = 10;
const FIRST_MINUTES = 6;
/** After the last change, so that what lasts is told and what is old is forgotten. */
const SETTLING_MINUTES = 12;
const EXTRA_MINUTES = 10;
const LIFE_MINUTES_MAX = 120;

/** What a fleet asks of AWS, counted. */
export interface Measured {
  /** One tick in which nothing changes. */
  readonly tick: Usage;
  /** One whole look of the preflight. */
  readonly preflight: Usage;
  /** One look of a softswitch node at the routes, unchanged since its last. */
  readonly poll: Usage;
  /** One instance's launch and retirement, beyond the ticks that pass anyway. */
  readonly life: Usage;
  /** Runs of handle-instance-event in it. */
  readonly lifeEvents: number;
  /** Series, as the tick emits them. */
  readonly metrics: readonly string[];
  /** Of one heartbeat. */
  readonly heartbeatWrites: number;
  /** Of one run of measure-load, over its share of the fleet's heartbeats. */
  readonly streamLogBytes: number;
  /** On this machine, the local cloud's own work with it. */
  readonly tickMsHere: number;
}

/** With `serving` instances in service, one more of which comes and goes. */
export async function measure(
  fleetText: string,
  { slots, channels, instance }: FleetDefinition,
  serving: number,
): Promise<Measured> {
  const options = { slots, limit: channels.limit, heartbeatMs: instance.heartbeat };
  const trial = await openTrial(fleetText, options);
  try {
    await bringUp(trial, serving);
    await trial.take();
    await trial.pass(QUIET_TICKS);
    const quiet = await trial.take();
    const tick = dividedBy(quiet.usage, QUIET_TICKS);
    await trial.stage.invoke('preflight-fleet', {});
    const preflight = (await trial.take()).usage;
    const poll = await pollOnce(trial);
    const { life, minutes } = await liveOnce(trial, serving);
    return {
      tick,
      preflight,
      poll,
      life: without(life.usage, tick, minutes),
      lifeEvents: life.events,
      metrics: metricsIn(quiet.lines),
      streamLogBytes: await streamLogBytes(trial, serving),
      heartbeatWrites: await heartbeatWrites(trial),
      tickMsHere: quiet.tickMs.reduce((sum, ms) => sum + ms, 0) / QUIET_TICKS,
    };
  } finally {
    await trial.close();
  }
}

async function bringUp(trial: Trial, serving: number): Promise<void> {
  await trial.comeUp(FIRST_MINUTES);
  await order(trial, serving, 12 * 60);
  await trial.comeUp(SETTLING_MINUTES);
  await expectServing(trial, serving);
  await trial.pass(SETTLING_MINUTES);
}

async function pollOnce(trial: Trial): Promise<Usage> {
  const poll = (headers: Readonly<Record<string, string>>) =>
    trial.stage.invoke(
      'serve-routing',
      urlEventOf({
        method: 'GET',
        query: { node: 'sbc-1' },
        headers,
        userArn: sessionArnOf('role/sbc-1'),
      }),
    ) as Promise<UrlAnswer>;
  const { headers } = await poll({});
  await trial.take();
  const { statusCode } = await poll({ 'if-none-match': headers['etag'] ?? '' });
  if (statusCode !== 304) throw new Error(`polling the routes: ${statusCode}`);
  return (await trial.take()).usage;
}

/** By itself, not among many: what one tick does for several at once is counted for each. */
async function liveOnce(
  trial: Trial,
  serving: number,
): Promise<{ life: Recording; minutes: number }> {
  const vacant = await trial.count('vacant');
  await trial.take();
  await order(trial, serving + 1, EXTRA_MINUTES);
  await trial.pass(EXTRA_MINUTES);
  await expectServing(trial, serving + 1);
  let minutes = EXTRA_MINUTES;
  for (; (await trial.count('vacant')) < vacant; minutes += 1) {
    if (minutes > LIFE_MINUTES_MAX) throw new Error(`retiring one instance: not in ${minutes} min`);
    await trial.pass(1);
  }
  return { life: await trial.take(), minutes };
}

async function order(trial: Trial, instances: number, minutes: number): Promise<void> {
  const reason = 'what a fleet of this size costs';
  await trial.stage.invoke('emergency-scale-out', { instances, minutes, reason });
}

/** A fleet that is not there would cost little. */
async function expectServing(trial: Trial, expected: number): Promise<void> {
  const found = await trial.count('serving');
  if (found !== expected)
    throw new Error(`bringing up the fleet: ${expected} were to be in service, ${found} are`);
}

/** A window of half a heartbeat, and one shard of several. */
async function streamLogBytes(trial: Trial, serving: number): Promise<number> {
  await trial.take();
  const utilisation = { N: '72.73' };
  const NewImage = { fleet: { S: 'in-ngn' }, utilisation };
  const Records = Array.from({ length: Math.ceil(serving / 2 / SHARDS) }, () => ({
    dynamodb: { NewImage },
  }));
  await trial.stage.invoke('measure-load', { Records });
  return (await trial.take()).usage.logBytes;
}

async function heartbeatWrites({ stage }: Trial): Promise<number> {
  const contents = await readContents([stage.heartbeatTable]);
  const beats = contents.partition(stage.heartbeatTable, '');
  return Math.max(...beats.map(({ bytes }) => writeUnits(bytes)));
}
