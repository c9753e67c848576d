import { globSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { surgeShare } from '../../shared/domain/standing/surge.ts';
import {
  ofType,
  type Resource,
  readResources,
  readWishedResources,
  statementsOf,
} from './template.ts';

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
    readonly view?: string;
    readonly metrics?: readonly Metric[];
    readonly alarms?: readonly string[];
    readonly query?: string;
    readonly annotations?: { readonly horizontal: readonly { readonly value: number }[] };
  };
}

/** What is published, each with the names of its dimensions. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  'Asterfleet service fleet': ['Ticks', 'attention', 'ChannelUtilisation'],
  'AWS/Lambda FunctionName': ['Errors', 'Throttles', 'Duration'],
};

const PSEUDO: Readonly<Record<string, string>> = { 'AWS::Region': 'eu-west-1' };

const fleets = globSync('fleets/*.yml').map((file) =>
  parseDefinition(readFileSync(file, 'utf8'), file),
);

let resources: Readonly<Record<string, Resource>>;
let widgets: readonly Widget[];
beforeAll(() => {
  resources = readWishedResources();
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

/** The text of a question, and the log groups that it is put to. */
interface Question {
  readonly text: string;
  readonly groups: readonly string[];
}

function drawnQuestions(): Question[] {
  return widgets
    .flatMap(({ properties }) => properties.query ?? [])
    .map((query) => {
      const parts = query.split(' | ');
      const groups = parts.flatMap((part) => /^SOURCE '<(\w+)>'$/.exec(part)?.[1] ?? []);
      return { text: parts.slice(groups.length).join(' | '), groups };
    });
}

function savedQuestions(): Question[] {
  return ofType(resources, 'AWS::Logs::QueryDefinition').map(({ Properties }) => ({
    text: String(Properties['QueryString']).replaceAll('\n', ' '),
    groups: (Properties['LogGroupNames'] as readonly { readonly Ref: string }[]).map(
      ({ Ref }) => Ref,
    ),
  }));
}

test('what is drawn from the log is what is saved, to the letter, and all of it', () => {
  expect(drawnQuestions().length).toBeGreaterThan(0);
  expect(drawnQuestions()).toEqual(savedQuestions());
});

test('who does not ask for a dashboard pays for none, and has the same questions saved', () => {
  const others = readResources();
  expect(ofType(others, 'AWS::CloudWatch::Dashboard')).toEqual([]);
  const { Dashboard: _, TopicKey: __, ...without } = resources;
  expect(Object.keys(others).sort()).toEqual(Object.keys(without).sort());
});

test('what is counted from the log is drawn over time, the slots one on the other', () => {
  const counted = widgets.filter(({ properties }) => properties.query?.includes('| stats '));
  expect(new Set(counted.map(({ properties }) => properties.view))).toEqual(
    new Set(['timeSeries']),
  );
  expect(titled('Slots by state').properties.stacked).toBe(true);
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

test('every alarm is on the dashboard, and once', () => {
  const alarms = Object.keys(resources).filter(
    (id) => resources[id]?.Type === 'AWS::CloudWatch::Alarm',
  );
  const statuses = widgets.flatMap(({ properties }) => properties.alarms ?? []);
  expect([...statuses].sort()).toEqual(alarms.map((id) => `<${id}.Arn>`).sort());
});

test('a key of the stack’s own is that of both topics, and alarms and publishers may use it', () => {
  const own = { 'Fn::GetAtt': ['TopicKey', 'Arn'] };
  for (const { Properties } of ofType(resources, 'AWS::SNS::Topic'))
    expect(Properties['KmsMasterKeyId']).toEqual(own);
  const { KeyPolicy } = resources['TopicKey']?.Properties ?? {};
  expect(JSON.stringify(KeyPolicy)).toContain('cloudwatch.amazonaws.com');
  const role = resources['ReconcileFleetRole'];
  const used = role && statementsOf(role).find(({ Resource }) => isDeepStrictEqual(Resource, own));
  expect(used?.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey*']);
});

test('without one, what alarms are told is under no key that they could not use', () => {
  const plain = readResources();
  expect(plain['TopicKey']).toBeUndefined();
  expect(plain['RoutingTopic']?.Properties['KmsMasterKeyId']).toBe('alias/aws/sns');
  expect(plain['OperationsTopic']?.Properties['KmsMasterKeyId']).toEqual({ Ref: 'AWS::NoValue' });
  expect(JSON.stringify(plain)).not.toContain('TopicKey');
});
