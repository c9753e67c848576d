import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { ASSUMED } from './month/assumed.ts';
import { MEASURE_LOAD } from './month/heartbeat-stream.ts';
import type { Account } from './month/ledger.ts';
import type { Month } from './month/month.ts';
import { ALWAYS_FREE, type PriceName, USD } from './prices/prices.ts';
import type { Deployed } from './prices/template.ts';

export interface Part {
  readonly name: string;
  /** A month. */
  readonly quantity: number;
  readonly unit: string;
  readonly price: PriceName | 'instanceHour';
  readonly usd: number;
  /** Paid for the instances, their volumes and addresses, whoever controls them. */
  readonly isFleet: boolean;
}

export interface Costs {
  readonly definition: FleetDefinition;
  readonly month: Month;
  readonly deployed: Deployed;
  readonly volumeGb: number;
}

export interface Sums {
  readonly control: number;
  readonly fleet: number;
  /** The control plane's, percent of what the fleet costs by itself. */
  readonly share: number;
}

export const MONTH_HOURS = 730;
const SERVE_ROUTING = 'serve-routing';

export function partsOf(costs: Costs): Part[] {
  return [
    ...ofLoop(costs),
    ...ofHeartbeats(costs),
    ...ofSoftswitches(costs),
    ...ofCloudWatch(costs),
    ...ofFleet(costs),
  ].filter(({ quantity }) => quantity > 0);
}

export function sumsOf(parts: readonly Part[]): Sums {
  const sum = (isFleet: boolean) =>
    parts.filter((part) => part.isFleet === isFleet).reduce((total, { usd }) => total + usd, 0);
  return sumsWith(sum(false), sum(true));
}

/** The same in an account in which nothing else uses up what is always free. */
export function sumsInFreeTier(parts: readonly Part[]): Sums {
  const { control, fleet } = sumsOf(parts);
  const saved = Object.entries(ALWAYS_FREE).map(([name, free]) => {
    const used = parts.filter(({ price }) => price === name);
    const quantity = used.reduce((total, part) => total + part.quantity, 0);
    return Math.min(quantity, free) * USD[name as PriceName];
  });
  return sumsWith(control - saved.reduce((total, usd) => total + usd, 0), fleet);
}

/** What so many days came to, as much as it is in a month. */
export function inAMonth({ days }: Month, quantity: number): number {
  return (quantity * MONTH_HOURS) / (24 * days);
}

function sumsWith(control: number, fleet: number): Sums {
  return { control, fleet, share: (100 * control) / fleet };
}

/** The functions that end in the loop, or look ahead. */
function ofLoop(costs: Costs): Part[] {
  const { month, deployed } = costs;
  const names = [...month.accounts.keys()].filter(
    (name) => name !== SERVE_ROUTING && name !== MEASURE_LOAD,
  );
  const total = (of: (account: Account) => number) => monthly(costs, names, of);
  const all = [...month.accounts.keys()];
  const traces = monthly(costs, all.filter(deployed.isTraced), ({ runs }) => runs);
  const scheduled = monthly(costs, ['reconcile-fleet', 'preflight-fleet'], ({ runs }) => runs);
  return [
    control(
      'Lambda, runs',
      total(({ runs }) => runs),
      'requests',
      'lambdaRequest',
    ),
    control('Lambda, their time', gbSeconds(costs, names), 'GB-seconds', 'lambdaGbSecond'),
    control('Scheduler', scheduled, 'invocations', 'scheduleInvocation'),
    control('X-Ray', traces, 'traces', 'trace'),
    control(
      'DynamoDB, read by functions',
      total(({ reads }) => reads),
      'read units',
      'dynamodbRead',
    ),
    control(
      'DynamoDB, written by functions',
      total(({ writes }) => writes),
      'write units',
      'dynamodbWrite',
    ),
    control(
      'SNS',
      total(({ publishes }) => publishes),
      'publishes',
      'publish',
    ),
    control('KMS', deployed.keys, 'keys', 'keyMonth'),
  ];
}

/** Reads of a stream by a function are free. */
function ofHeartbeats(costs: Costs): Part[] {
  const { month } = costs;
  const units = inAMonth(month, month.heartbeats.writeUnits);
  const runs = monthly(costs, [MEASURE_LOAD], (account) => account.runs);
  const seconds = gbSeconds(costs, [MEASURE_LOAD]);
  return [
    control('Heartbeats, written', units, 'write units', 'dynamodbWrite'),
    control('Heartbeats, read as they come', runs, 'requests', 'lambdaRequest'),
    control('Heartbeats, time of that', seconds, 'GB-seconds', 'lambdaGbSecond'),
    control('Heartbeats, logs of that', logGb(costs, [MEASURE_LOAD]), 'GB', 'logsGb'),
  ];
}

function ofSoftswitches(costs: Costs): Part[] {
  const { definition, month } = costs;
  const names = [SERVE_ROUTING];
  const total = (of: (account: Account) => number) => monthly(costs, names, of);
  const waits = (MONTH_HOURS * 3_600_000) / ASSUMED.longPollMs;
  // Each message is received and then deleted.
  const requests = definition.routing.nodes.length * (waits + 2 * inAMonth(month, month.messages));
  return [
    control(
      'Softswitches, their requests',
      total(({ runs }) => runs),
      'requests',
      'lambdaRequest',
    ),
    control('Softswitches, their time', gbSeconds(costs, names), 'GB-seconds', 'lambdaGbSecond'),
    control(
      'Softswitches, read',
      total(({ reads }) => reads),
      'read units',
      'dynamodbRead',
    ),
    control(
      'Softswitches, written',
      total(({ writes }) => writes),
      'write units',
      'dynamodbWrite',
    ),
    control('Softswitches, logs', logGb(costs, names), 'GB', 'logsGb'),
    control('Softswitches, SQS', requests, 'requests', 'queueRequest'),
  ];
}

function ofCloudWatch(costs: Costs): Part[] {
  const { deployed, month } = costs;
  const names = [...month.accounts.keys()].filter(
    (name) => name !== SERVE_ROUTING && name !== MEASURE_LOAD,
  );
  return [
    control('CloudWatch, custom metrics', month.metrics.length, 'metrics', 'customMetricMonth'),
    control('CloudWatch, alarms', deployed.alarms, 'alarms', 'alarmMonth'),
    control(
      'CloudWatch, alarms of seconds',
      deployed.fastAlarms,
      'alarms',
      'highResolutionAlarmMonth',
    ),
    control('CloudWatch, dashboard', deployed.dashboards, 'dashboards', 'dashboardMonth'),
    control('CloudWatch, logs', logGb(costs, names), 'GB', 'logsGb'),
  ];
}

function ofFleet({ definition, month, volumeGb }: Costs): Part[] {
  const { instance, slots } = definition;
  const [first] = instance.types;
  const hours = inAMonth(month, month.instanceHours);
  const gbMonths = (inAMonth(month, month.volumeHours) * volumeGb) / MONTH_HOURS;
  return [
    {
      name: `EC2, ${first?.type}`,
      quantity: hours,
      unit: 'instance-hours',
      price: 'instanceHour',
      usd: hours * (first?.usdPerHour ?? 0),
      isFleet: true,
    },
    { ...control('EBS, gp3', gbMonths, 'GB-months', 'volumeGbMonth'), isFleet: true },
    {
      ...control('Elastic IPs', slots * MONTH_HOURS, 'address-hours', 'addressHour'),
      isFleet: true,
    },
  ];
}

function control(name: string, quantity: number, unit: string, price: PriceName): Part {
  return { name, quantity, unit, price, usd: quantity * USD[price], isFleet: false };
}

function monthly(
  { month }: Costs,
  names: readonly string[],
  of: (account: Account) => number,
): number {
  const accounts = names.flatMap((name) => month.accounts.get(name) ?? []);
  return inAMonth(
    month,
    accounts.reduce((sum, account) => sum + of(account), 0),
  );
}

function gbSeconds(costs: Costs, names: readonly string[]): number {
  const each = names.map(
    (name) =>
      (monthly(costs, [name], ({ billedMs }) => billedMs) / 1000) *
      (costs.deployed.memoryMb(name) / 1024),
  );
  return each.reduce((sum, seconds) => sum + seconds, 0);
}

function logGb(costs: Costs, names: readonly string[]): number {
  return monthly(costs, names, ({ logBytes }) => logBytes) / 1e9;
}
