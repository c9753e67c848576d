import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Change, ledgerOf, type Present } from '../../cli/savings/ledger.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';
import { asterfleet } from './support.ts';

const SPAN = { fromMs: Date.parse('2026-11-01T00:00Z'), toMs: Date.parse('2026-11-02T00:00Z') };
const VACANT: Present[] = [{ slot: 1, state: 'vacant' }];

/** A slot's life: times of the first of November, states, and what happened. */
function changes(
  ...lines: readonly [string, Change['from'], Change['to'], string, (number | undefined)?][]
) {
  return lines.map(
    ([clock, from, to, kind, calls]): Change => ({
      at: clock.includes('T') ? clock : `2026-11-01T${clock}:00.000Z`,
      slot: 1,
      kind,
      from,
      to,
      reason: `why ${kind}`,
      onBehalfOf: 'asterfleet',
      calls,
    }),
  );
}

const LIFE = changes(
  ['08:00', 'vacant', 'launching', 'claimed'],
  ['08:01', 'launching', 'booting', 'launched'],
  ['08:31', 'booting', 'serving', 'became-ready'],
  ['12:31', 'serving', 'draining', 'drain-began', 17],
  ['13:31', 'draining', 'stopping', 'proved-empty', 0],
  ['13:46', 'stopping', 'resting', 'instance-gone'],
  ['13:48', 'resting', 'vacant', 'rested'],
);

test('an instance is paid from its launch to its end, boots and drains included', () => {
  expect(ledgerOf(LIFE, VACANT, SPAN)).toMatchObject({
    paid: 5.75,
    byState: { booting: 0.5, serving: 4, draining: 1, stopping: 0.25 },
    launches: 1,
    cuts: [],
  });
});

test('a retirement has the calls at its beginning and at its end', () => {
  expect(ledgerOf(LIFE, VACANT, SPAN).retirements).toEqual([
    {
      slot: 1,
      beganMs: Date.parse('2026-11-01T12:31Z'),
      stoppedMs: Date.parse('2026-11-01T13:31Z'),
      callsAtQuiesce: 17,
      callsAtStop: 0,
      why: 'why drain-began',
      proof: 'why proved-empty',
    },
  ]);
});

test('only the part within the month counts, and a retirement counts when it ends', () => {
  const before = { fromMs: SPAN.fromMs, toMs: Date.parse('2026-11-01T13:01Z') };
  expect(ledgerOf(LIFE, VACANT, before)).toMatchObject({ paid: 5, retirements: [] });
  const after = { fromMs: before.toMs, toMs: SPAN.toMs };
  const { paid, retirements } = ledgerOf(LIFE, VACANT, after);
  expect([paid, retirements[0]?.callsAtQuiesce]).toEqual([0.75, 17]);
});

test('an instance that never changed is paid for all the time', () => {
  const present: Present[] = [
    { slot: 1, state: 'serving' },
    { slot: 2, state: 'vacant' },
  ];
  expect(ledgerOf([], present, SPAN).paid).toBe(24);
});

test.each([
  ['calls-cut-by-person', 'a person', 3, 3],
  ['calls-cut-by-policy', 'the definition', 1, 1],
  ['instance-lost', 'a dead instance', undefined, undefined],
] as const)('%s is a cut by %s, with its reason', (kind, by, calls, counted) => {
  const all = changes(['10:00', 'draining', 'stopping', kind, calls]);
  expect(ledgerOf(all, VACANT, SPAN).cuts).toMatchObject([
    { slot: 1, by, calls: counted, reason: `why ${kind}` },
  ]);
});

test('what carried no call cut none', () => {
  const all = changes(
    ['10:00', 'serving', 'stopping', 'calls-cut-by-person', 0],
    ['11:00', 'booting', 'stopping', 'instance-lost'],
  );
  expect(ledgerOf(all, VACANT, SPAN).cuts).toEqual([]);
});

let fleet: LiveFleet;
beforeAll(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
});
afterAll(() => fleet.close());

test('a month of a fleet that lived: launched, drained, proved empty, and paid no more', async () => {
  const ask = (line: string) =>
    asterfleet([...line.split(' '), '--local', '--endpoint', fleet.stage.cloud.url]);
  await fleet.pass(3);
  const emergency = { instances: 2, minutes: 5, reason: 'a vote', actor: 'ada' };
  await fleet.invoke('emergency-scale-out', emergency);
  await fleet.pass(40);
  const { code, out } = await ask('savings --month 2026-11 --json');
  const report = JSON.parse(out);
  expect(code).toBe(0);
  expect(report).toMatchObject({ slots: 5, launches: 2, cuts: [], usdPerHour: 0.0725 });
  // Three quarters of an hour of five slots, since there is no record of the days before.
  expect(report.alwaysOn).toBeCloseTo((5 * 43) / 60, 1);
  expect(report.paid).toBeLessThan(1.5);
  expect(report.retirements).toMatchObject([{ callsAtQuiesce: 0, callsAtStop: 0 }]);
  const { out: text } = await ask('savings');
  expect(text).toMatch(/^ {2}saved +2\.\d/m);
  expect(text).toContain('calls cut  0');
  expect((await ask('savings --month 2027-01')).err).toContain('--month: 2027-01 has not begun');
});
