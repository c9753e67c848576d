import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { USD } from './prices.ts';
import type { QuietMinute } from './quiet-ticks.ts';

export interface Part {
  readonly name: string;
  /** A month. */
  readonly quantity: number;
  readonly usd: number;
  /** Paid for the instances and their addresses, whoever controls them. */
  readonly isFleet: boolean;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Fleet {
  readonly definition: FleetDefinition;
  /** Instances in service, in the mean. */
  readonly serving: number;
  readonly quiet: QuietMinute;
  readonly tickSeconds: number;
  /** The packaged template's. */
  readonly resources: Readonly<Record<string, Resource>>;
}

const HOURS = 730;
const MINUTES = HOURS * 60;
/** The tick every minute and the preflight every ten. */
const INVOCATIONS = MINUTES * 1.1;
const METRIC_EVERY_S = 10;
/** Thirteen of each fleet, two of the controller, one of the instances: functions/reconcile-fleet/. */
const METRICS = 16;
/** The report of a tick and a line for each metric, roughly. */
export const LOG_BYTES_A_TICK = 6_000;
/** A launch and a retirement a day for each slot, two notices and a snapshot each. */
const PUBLISHED_A_SLOT = 6 * (HOURS / 24);

export function partsOf({ definition, serving, quiet, tickSeconds, resources }: Fleet): Part[] {
  const { instance, slots } = definition;
  const memoryGb = memoryOf(resources) / 1024;
  const heartbeats = (serving * HOURS * 3600) / (instance.heartbeat / 1000);
  const alarms = ofType(resources, 'AWS::CloudWatch::Alarm');
  const fast = alarms.filter(({ Properties }) => Number(Properties['Period']) < 60).length;
  const price = instance.types[0]?.usdPerHour ?? 0;
  const control = (name: string, quantity: number, each: number) =>
    part(name, quantity, each, false);
  return [
    control('Lambda, requests', INVOCATIONS, USD.lambdaRequest),
    control('Lambda, GB-seconds', INVOCATIONS * tickSeconds * memoryGb, USD.lambdaGbSecond),
    control('DynamoDB, read units of ticks', quiet.reads * MINUTES, USD.dynamodbRead),
    control('DynamoDB, write units of ticks', quiet.writes * MINUTES, USD.dynamodbWrite),
    control(
      'DynamoDB, write units of heartbeats',
      heartbeats * quiet.heartbeatWriteUnits,
      USD.dynamodbWrite,
    ),
    control('CloudWatch, custom metrics', METRICS, USD.customMetricMonth),
    control(
      'CloudWatch, utilisation put by instances',
      (serving * HOURS * 3600) / METRIC_EVERY_S,
      USD.putMetricData,
    ),
    control('CloudWatch, alarms', alarms.length - fast, USD.alarmMonth),
    control('CloudWatch, alarms of ten seconds', fast, USD.highResolutionAlarmMonth),
    control(
      'CloudWatch, dashboard',
      ofType(resources, 'AWS::CloudWatch::Dashboard').length,
      USD.dashboardMonth,
    ),
    control('CloudWatch, GB of logs', (LOG_BYTES_A_TICK * MINUTES) / 1e9, USD.logsGb),
    control('SNS, publishes', PUBLISHED_A_SLOT * slots, USD.publish),
    control('KMS, keys', ofType(resources, 'AWS::KMS::Key').length, USD.keyMonth),
    part('EC2, instance-hours', serving * HOURS, price, true),
    part('Elastic IPs, hours', slots * HOURS, USD.addressHour, true),
  ];
}

function part(name: string, quantity: number, each: number, isFleet: boolean): Part {
  const shown = quantity < 10 ? Number(quantity.toFixed(2)) : Math.round(quantity);
  return { name, quantity: shown, usd: quantity * each, isFleet };
}

function ofType(resources: Fleet['resources'], type: string): Resource[] {
  return Object.values(resources).filter(({ Type }) => Type === type);
}

function memoryOf(resources: Fleet['resources']): number {
  return Number(resources['ReconcileFleetLambdaFunction']?.Properties['MemorySize']);
}
