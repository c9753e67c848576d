import { globSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { surgeShare } from '../../shared/domain/standing/surge.ts';
import { ofType, type Resource, readResources } from './template.ts';

type Metric = readonly unknown[];

interface Widget {
  readonly type: 'alarm' | 'log' | 'metric' | 'text';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly region?: string;
    readonly stacked?: boolean;
    readonly metrics?: readonly Metric[];
    readonly alarms?: readonly string[];
    readonly query?: string;
    readonly annotations?: { readonly horizontal: readonly { readonly value: number }[] };
  };
}

/** What is published, each with the names of its dimensions. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  'Asterfleet service fleet': [
    ...['desired', 'serving', 'coming', 'draining', 'stopping', 'vacant'],
    ...['channels', 'utilisation', 'attemptsPerSecond'],
    'Ticks',
    'ChannelUtilisation',
    ...['silent', 'unhealthy', 'overdue', 'unacknowledgedSeconds'],
  ],
  'Asterfleet service': ['Refused'],
  'AWS/Lambda FunctionName': ['Errors', 'Throttles', 'Duration'],
};

const PSEUDO: Readonly<Record<string, string>> = { 'AWS::Region': 'eu-west-1' };

const fleets = globSync('fleets/*.yml').map((file) =>
  parseDefinition(readFileSync(file, 'utf8'), file),
);

let resources: Readonly<Record<string, Resource>>;
let widgets: readonly Widget[];
beforeAll(() => {
  resources = readResources();
  const [dashboard] = ofType(resources, 'AWS::CloudWatch::Dashboard');
  const { DashboardBody } = dashboard?.Properties ?? {};
  const { 'Fn::Sub': body } = DashboardBody as { readonly 'Fn::Sub': string };
  widgets = JSON.parse(resolve(body)).widgets;
}, 120_000);

/** As Fn::Sub does it: a pseudo parameter, a resource or one of its attributes, and nothing else. */
function resolve(body: string): string {
  return body.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    const [id = ''] = name.split('.');
    if (PSEUDO[name] === undefined && !resources[id])
      throw new Error(`resolving the dashboard: nothing is called ${name}`);
    return PSEUDO[name] ?? `<${name}>`;
  });
}

function titled(title: string): Widget {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (!found) throw new Error(`reading the dashboard: no widget ${title}`);
  return found;
}

function metrics(): readonly Metric[] {
  return widgets.flatMap(({ properties }) => properties.metrics ?? []);
}

/** `[namespace, name, dimension, value, …, { rendering }]` */
function namesOf(metric: Metric): { readonly kind: string; readonly name: string } {
  const [namespace, name, ...rest] = metric.filter((part) => typeof part === 'string');
  const dimensions = rest.filter((_, index) => index % 2 === 0);
  return { kind: [namespace, ...dimensions].join(' '), name: String(name) };
}

function shown(title: string): string[] {
  return (titled(title).properties.metrics ?? []).map((metric) => namesOf(metric).name);
}

function overlap(one: Widget, other: Widget): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

test('each metric that is drawn is one that is published', () => {
  const unknown = metrics()
    .map(namesOf)
    .filter(({ kind, name }) => !PUBLISHED[kind]?.includes(name));
  expect(metrics().length).toBeGreaterThan(0);
  expect(unknown).toEqual([]);
});

test('the values of the dimensions are those that the controller and the instances write', () => {
  const { Environment } = resources['ReconcileFleetLambdaFunction']?.Properties ?? {};
  const { Variables } = Environment as { readonly Variables: Readonly<Record<string, string>> };
  const { POWERTOOLS_SERVICE_NAME: service, DEPLOYMENT: deployment } = Variables;
  for (const metric of metrics()) {
    const at = (name: string) => metric[metric.indexOf(name) + 1];
    if (metric.includes('service')) expect(at('service')).toBe(service);
    if (metric.includes('deployment')) expect(at('deployment')).toBe(deployment);
    if (metric.includes('fleet')) expect(fleets.map(({ fleet }) => fleet)).toContain(at('fleet'));
  }
});

test('no two widgets overlap, and none leaves the grid', () => {
  const clashes = widgets.flatMap((one, index) =>
    widgets.slice(index + 1).filter((other) => overlap(one, other)),
  );
  expect(clashes).toEqual([]);
  expect(widgets.filter(({ x, width }) => x < 0 || x + width > 24)).toEqual([]);
});

test('the region is the stack’s own', () => {
  const placed = widgets.filter(({ type }) => type === 'metric' || type === 'log');
  expect(new Set(placed.map(({ properties }) => properties.region))).toEqual(
    new Set(['eu-west-1']),
  );
});

test('each fleet shows its demand, its calls, its utilisation, its slots and its flags', () => {
  const drawn = metrics().map((metric) => `${metric[metric.indexOf('fleet') + 1]} ${metric[1]}`);
  for (const { fleet } of fleets)
    for (const name of PUBLISHED['Asterfleet service fleet'] ?? [])
      expect(drawn).toContain(`${fleet} ${name}`);
  expect(shown('Instances: demand against capacity')).toEqual(['desired', 'serving', 'coming']);
  expect(titled('Slots by state').properties.stacked).toBe(true);
});

test('attempts are drawn on an axis of their own', () => {
  const calls = titled('Calls').properties.metrics ?? [];
  expect(calls.map((metric) => [metric[1], metric.at(-1)])).toEqual([
    ['channels', { label: 'channels' }],
    ['attemptsPerSecond', { label: 'attempts per second', yAxis: 'right' }],
  ]);
});

test('the planned share of the limit, and where a surge begins, are lines across the utilisation', () => {
  const drawn = widgets.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);
  expect(drawn.map(({ value }) => value)).toEqual(
    fleets.flatMap((definition) => [
      Math.floor((100 * definition.channels.planned) / definition.channels.limit),
      Math.floor(100 * surgeShare(definition)),
    ]),
  );
});

test('each function shows its errors, its throttles and its duration', () => {
  const functions = Object.keys(resources).filter(
    (id) => resources[id]?.Type === 'AWS::Lambda::Function',
  );
  for (const title of ['Errors', 'Throttles', 'Duration, ms'])
    expect((titled(title).properties.metrics ?? []).map((metric) => metric[3]).sort()).toEqual(
      functions.map((id) => `<${id}>`).sort(),
    );
});

test('the decisions are those of the tick, the newest first', () => {
  expect(titled('Latest decisions').properties.query).toBe(
    "SOURCE '<ReconcileFleetLogGroup>' | fields @timestamp, fleet, desired, decidedBy, detail | " +
      "filter message = 'reconciled' | sort @timestamp desc | limit 50",
  );
});

test.each(['Latest errors', 'Latest refusals'])(
  '%s of every function are in one table',
  (title) => {
    const groups = Object.keys(resources).filter(
      (id) => resources[id]?.Type === 'AWS::Logs::LogGroup',
    );
    const { query = '' } = titled(title).properties;
    expect(query.match(/(?<=SOURCE '<)\w+/g)?.sort()).toEqual(groups.sort());
  },
);

test('every alarm is on the dashboard, and once', () => {
  const alarms = Object.keys(resources).filter(
    (id) => resources[id]?.Type === 'AWS::CloudWatch::Alarm',
  );
  const statuses = widgets.flatMap(({ properties }) => properties.alarms ?? []);
  expect([...statuses].sort()).toEqual(alarms.map((id) => `<${id}.Arn>`).sort());
});
