import { globSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { type Reconciliation, reportOf } from '../../shared/usecases/reconcile/report.ts';
import { NIGHT_MS, serving } from '../support/fleet.ts';
import { ofType, type Resource, readResources } from './template.ts';

const STAGE = 'asterfleet-dev';
/** Source: CloudWatch Logs API, PutQueryDefinition: a slash begins a folder. */
const NAME = /^([^:*/]+\/?)*[^:*/]+$/;

const fleets = globSync('fleets/*.yml').map((file) =>
  parseDefinition(readFileSync(file, 'utf8'), file),
);

interface Query {
  readonly Name: string;
  readonly QueryString: string;
  readonly LogGroupNames: readonly { readonly Ref: string }[];
}

let resources: Readonly<Record<string, Resource>>;
let queries: readonly Query[];
beforeAll(() => {
  resources = readResources();
  queries = ofType(resources, 'AWS::Logs::QueryDefinition').map(
    ({ Properties }) => Properties as unknown as Query,
  );
}, 120_000);

function named(name: string): Query {
  const found = queries.find(({ Name }) => Name === `${STAGE}/${name}`);
  if (!found) throw new Error(`reading the saved queries: none is called ${name}`);
  return found;
}

/** One tick that knows all, as it is written to the log. */
function logged(): readonly string[] {
  const sample = { atMs: NIGHT_MS, channels: 40, attemptsPerSecond: 0.2 };
  const decision = {
    ...{ desired: 1, decidedBy: 'minimum', detail: 'a test', serving: 1, coming: 0, claims: [] },
    ...{ load: { known: true, sample }, unacknowledgedMs: 0, unacknowledgedBy: [], changes: [] },
  };
  const slots = [serving(1, NIGHT_MS)];
  const run = { fleet: 'in-ngn', outcome: 'done', decision, slots, errors: [] };
  return Object.keys(reportOf(run as unknown as Reconciliation));
}

test('each name is one that Logs Insights takes, and is there once', () => {
  const names = queries.map(({ Name }) => Name);
  expect(names.filter((name) => !NAME.test(name) || name.length > 255)).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test('each fleet has its folder: demand, calls, slots and what to look at', () => {
  for (const { fleet } of fleets)
    expect(
      queries
        .map(({ Name }) => Name)
        .filter((name) => name.startsWith(`${STAGE}/${fleet}/`))
        .map((name) => name.split('/').at(-1)),
    ).toEqual([
      'Demand against capacity',
      'Channels in use',
      'Call attempts a second',
      'Percent of the limit, as the controller sees it',
      'Slots by state',
      'What a person may have to look at',
    ]);
});

test('what is counted are fields that the tick writes, of this fleet alone', () => {
  for (const { fleet } of fleets) {
    const own = queries.filter(({ Name }) => Name.startsWith(`${STAGE}/${fleet}/`));
    const fields = own.flatMap(({ QueryString }) =>
      [...QueryString.matchAll(/max\((\w+)/g)].map(([, field]) => field),
    );
    expect(fields.length).toBeGreaterThan(own.length);
    expect(fields.filter((field) => !logged().includes(field ?? ''))).toEqual([]);
    for (const { QueryString, LogGroupNames } of own) {
      expect(QueryString).toMatch(`filter message = 'reconciled' and fleet = '${fleet}'\n| stats `);
      expect(QueryString).toMatch(/ by bin\(1m\)$/);
      expect(LogGroupNames).toEqual([{ Ref: 'ReconcileFleetLogGroup' }]);
    }
  }
});

test('the decisions are those of the tick, the newest first', () => {
  expect(named('Latest decisions')).toMatchObject({
    LogGroupNames: [{ Ref: 'ReconcileFleetLogGroup' }],
    QueryString:
      "fields @timestamp, fleet, desired, decidedBy, detail\n| filter message = 'reconciled'\n" +
      '| sort @timestamp desc\n| limit 50',
  });
  for (const field of ['fleet', 'desired', 'decidedBy', 'detail'])
    expect(logged()).toContain(field);
});

test.each(['Latest errors', 'Latest refusals'])('%s are those of every function', (name) => {
  const groups = Object.keys(resources).filter(
    (id) => resources[id]?.Type === 'AWS::Logs::LogGroup',
  );
  expect(
    named(name)
      .LogGroupNames.map(({ Ref }) => Ref)
      .sort(),
  ).toEqual(groups.sort());
});
