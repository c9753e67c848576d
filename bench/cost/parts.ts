import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import type { Measured } from './measure.ts';
import { USD } from './prices.ts';
import { type Deployed, putByOthers } from './template.ts';
import type { Usage } from './usage.ts';

export interface Part {
  readonly name: string;
  /** A month. */
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
  /** Paid for the instances, their volumes and addresses, whoever controls them. */
  readonly isFleet: boolean;
}

/** What is not counted but chosen; printed with the table. */
export interface Assumptions {
  /** Instances in service, in the mean of the month. */
  readonly serving: number;
  readonly launchesADay: number;
  readonly tickSeconds: number;
  readonly volumeGb: number;
  /** Softswitch nodes that follow the routes. */
  readonly nodes: number;
}

export interface Costs {
  readonly definition: FleetDefinition;
  readonly measured: Measured;
  readonly deployed: Deployed;
  readonly assumed: Assumptions;
}

const HOURS = 730;
/** The schedules of resources/schedule.yml. */
const TICKS = HOURS * 60;
const PREFLIGHTS = HOURS * 6;

export function partsOf(costs: Costs): Part[] {
  return [
    ...ofLambda(costs),
    ...ofDynamo(costs),
    ...ofHeartbeatStream(costs),
    ...ofCloudWatch(costs),
    ...ofSoftswitches(costs),
    ...ofTheRest(costs),
    ...ofFleet(costs),
  ].filter(({ quantity }) => quantity > 0);
}

export interface Sums {
  readonly control: number;
  readonly fleet: number;
  /** The control plane's, percent of both. */
  readonly share: number;
}

export function sumsOf(parts: readonly Part[]): Sums {
  const sum = (isFleet: boolean) =>
    parts.filter((part) => part.isFleet === isFleet).reduce((total, { usd }) => total + usd, 0);
  const [control, fleet] = [sum(false), sum(true)];
  return { control, fleet, share: (100 * control) / (control + fleet) };
}

function ofLambda(costs: Costs): Part[] {
  const { deployed, assumed } = costs;
  const runsOf = {
    ReconcileFleetLambdaFunction: TICKS,
    PreflightFleetLambdaFunction: PREFLIGHTS,
    HandleInstanceEventLambdaFunction: livesOf(costs) * costs.measured.lifeEvents,
  };
  const runs = sumOf(Object.values(runsOf));
  const traced = Object.entries(runsOf).filter(([id]) => deployed.traced.includes(id));
  const gbSeconds = runs * assumed.tickSeconds * deployed.memoryGb;
  return [
    control('Lambda, runs', runs, 'requests', USD.lambdaRequest),
    control('Lambda, their time', gbSeconds, 'GB-seconds', USD.lambdaGbSecond),
    control('Scheduler', TICKS + PREFLIGHTS, 'invocations', USD.scheduleInvocation),
    control('X-Ray', sumOf(traced.map(([, each]) => each)), 'traces', USD.trace),
  ];
}

function ofDynamo(costs: Costs): Part[] {
  const { measured } = costs;
  const beats = servingSeconds(costs) / (costs.definition.instance.heartbeat / 1000);
  const beatUnits = beats * measured.heartbeatWrites;
  const reads = ofMonth(costs, (usage) => usage.reads);
  const writes = ofMonth(costs, (usage) => usage.writes);
  return [
    control('DynamoDB, read by functions', reads, 'read units', USD.dynamodbRead),
    control('DynamoDB, written by functions', writes, 'write units', USD.dynamodbWrite),
    control('DynamoDB, heartbeats', beatUnits, 'write units', USD.dynamodbWrite),
  ];
}

/** A new table that is paid by use has four partitions, each with a shard of its own. Source: DynamoDB developer guide, "On-demand capacity mode": 4,000 writes a second. */
export const SHARDS = 4;
/** Assumed of a function that adds up what it is given. */
const STREAM_RUN_SECONDS = 0.02;

/** Reads of a stream by a function are free. A shard that has something is read once in each window. */
function ofHeartbeatStream(costs: Costs): Part[] {
  const { deployed, measured, definition } = costs;
  const { windowS, memoryGb } = deployed.stream;
  const beats = servingSeconds(costs) / (definition.instance.heartbeat / 1000);
  const runs = Math.min(beats, (SHARDS * HOURS * 3600) / windowS);
  const gbSeconds = runs * STREAM_RUN_SECONDS * memoryGb;
  const logGb = (runs * measured.streamLogBytes) / 1e9;
  return [
    control('Heartbeats, read as they come', runs, 'requests', USD.lambdaRequest),
    control('Heartbeats, time of that', gbSeconds, 'GB-seconds', USD.lambdaGbSecond),
    control('Heartbeats, logs of that', logGb, 'GB', USD.logsGb),
  ];
}

function ofCloudWatch(costs: Costs): Part[] {
  const { deployed, measured } = costs;
  const others = putByOthers(deployed, measured.metrics);
  const metrics = measured.metrics.length + others.length;
  const logGb = ofMonth(costs, (usage) => usage.logBytes) / 1e9;
  return [
    control('CloudWatch, custom metrics', metrics, 'metrics', USD.customMetricMonth),
    control('CloudWatch, alarms', deployed.alarms, 'alarms', USD.alarmMonth),
    control(
      'CloudWatch, alarms of seconds',
      deployed.fastAlarms,
      'alarms',
      USD.highResolutionAlarmMonth,
    ),
    control('CloudWatch, dashboard', deployed.dashboards, 'dashboards', USD.dashboardMonth),
    control('CloudWatch, logs', logGb, 'GB', USD.logsGb),
  ];
}

/** Of `asterfleet follow`, unless it is told otherwise. */
const POLL_SECONDS = 30;
const LONG_POLL_SECONDS = 20;
/** Assumed of a function that reads two items. */
const POLL_RUN_SECONDS = 0.1;

function ofSoftswitches({ deployed, assumed, measured }: Costs): Part[] {
  const seconds = assumed.nodes * HOURS * 3600;
  const polls = seconds / POLL_SECONDS;
  const gbSeconds = polls * POLL_RUN_SECONDS * deployed.memoryGb;
  const reads = polls * measured.poll.reads;
  const logGb = (polls * measured.poll.logBytes) / 1e9;
  const receives = seconds / LONG_POLL_SECONDS;
  return [
    control('Softswitches, their polls', polls, 'requests', USD.lambdaRequest),
    control('Softswitches, their time', gbSeconds, 'GB-seconds', USD.lambdaGbSecond),
    control('Softswitches, what they read', reads, 'read units', USD.dynamodbRead),
    control('Softswitches, logs', logGb, 'GB', USD.logsGb),
    control('Softswitches, SQS', receives, 'requests', USD.queueRequest),
  ];
}

function ofTheRest(costs: Costs): Part[] {
  const published = ofMonth(costs, (usage) => usage.publishes);
  return [
    control('SNS', published, 'publishes', USD.publish),
    control('KMS', costs.deployed.keys, 'keys', USD.keyMonth),
  ];
}

function ofFleet({ definition, assumed }: Costs): Part[] {
  const { instance, slots } = definition;
  const hours = assumed.serving * HOURS;
  const gb = assumed.serving * assumed.volumeGb;
  const part = (name: string, quantity: number, unit: string, each: number) =>
    ({ name, quantity, unit, usd: quantity * each, isFleet: true }) satisfies Part;
  return [
    part(
      `EC2, ${instance.types[0]?.type}`,
      hours,
      'instance-hours',
      instance.types[0]?.usdPerHour ?? 0,
    ),
    part('EBS, gp3', gb, 'GB-months', USD.volumeGbMonth),
    part('Elastic IPs', slots * HOURS, 'address-hours', USD.addressHour),
  ];
}

function control(name: string, quantity: number, unit: string, each: number): Part {
  return { name, quantity, unit, usd: quantity * each, isFleet: false };
}

function sumOf(quantities: readonly number[]): number {
  return quantities.reduce((sum, each) => sum + each, 0);
}

function livesOf({ assumed }: Costs): number {
  return (assumed.launchesADay * HOURS) / 24;
}

function servingSeconds({ assumed }: Costs): number {
  return assumed.serving * HOURS * 3600;
}

function ofMonth(costs: Costs, of: (usage: Usage) => number): number {
  const { tick, preflight, life } = costs.measured;
  return TICKS * of(tick) + PREFLIGHTS * of(preflight) + livesOf(costs) * of(life);
}
