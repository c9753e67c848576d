import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sessionArnOf, urlEventOf } from '../../local/cloud/url-event.ts';
import { ALARM_FORMS } from '../support/aws-events.ts';
import { INSTANCE } from './frozen-world.ts';
import { GIANTS, SECRETS } from './junk.ts';
import { isAcceptable } from './oracle.ts';
import { FUNCTIONS, type FunctionName, NOW_MS, payloadsFor, SBC_1 } from './payloads.ts';
import { broken } from './rules.ts';
import { type BenchInMemory, benchInMemory } from './run.ts';
import { refusalIn, tryOut } from './trial.ts';

let bench: BenchInMemory;
beforeAll(() => {
  bench = benchInMemory();
});
afterAll(() => bench.watch.end());

const EVERY = FUNCTIONS.flatMap((name) =>
  payloadsFor(INSTANCE)[name].map((event, at) => [name, at + 1, event] as const),
);

test.each(EVERY)(
  'what %s is really sent is acceptable, and accepted (%s)',
  async (name, _, event) => {
    expect(isAcceptable(name, event)).toBe(true);
    const trial = await tryOut(bench, name, { event, isAcceptable: true });
    expect(broken(trial)).toEqual([]);
    expect([refusalIn(trial.answer), trial.threw]).toEqual([undefined, undefined]);
  },
);

test.each(FUNCTIONS)('what is no event of %s is not acceptable', (name) => {
  for (const event of [null, 7, 'text', [], [{}]]) expect(isAcceptable(name, event)).toBe(false);
});

test('a tick is woken by an event and learns nothing from it', async () => {
  const written = async (event: unknown) => {
    const before = Number(await bench.changes());
    await tryOut(bench, 'reconcile-fleet', { event, isAcceptable: true });
    return bench.writes.slice(before - Number(await bench.changes()));
  };
  const usual = await written({});
  expect(usual.length).toBeGreaterThan(0);
  expect(await written({ fleet: 'other', runId: 'mine', now: 0, force: true })).toEqual(usual);
});

const [key, secret, token] = SECRETS;
const ORDER = { action: 'freeze', reason: 'a test' };
const VOTE = { instances: 2, minutes: 30, reason: 'a vote' };
const post = (body: unknown, userArn = SBC_1) =>
  urlEventOf({ method: 'POST', body: JSON.stringify(body), userArn });
const alarm = (atMs: number) => ALARM_FORMS.SNS({ value: 'ALARM', atMs }).Records;
const ofOthers = JSON.parse(
  JSON.stringify(alarm(NOW_MS)).replaceAll('in-ngn', 'other'),
) as object[];
const [stateChange, , health] = payloadsFor(INSTANCE)['handle-instance-event'] as readonly {
  readonly detail: object;
}[];

/** Bad events that a function once did not stand, or that chance brings too seldom. */
const FOUND: readonly (readonly [string, FunctionName, unknown])[] = [
  ['a key in place of an action', 'operate-fleet', { ...ORDER, action: key }],
  ['a key as a field', 'operate-fleet', { ...ORDER, [secret]: 1 }],
  ['a token in place of a fleet', 'operate-fleet', { ...ORDER, fleet: token }],
  ['a key in place of an override', 'operate-fleet', { ...ORDER, action: 'cancel', override: key }],
  ['the number of a card', 'operate-fleet', { ...ORDER, action: 'drain', slot: 4.1e15 }],
  [
    'a token as a method',
    'serve-routing',
    { ...post({}), requestContext: { http: { method: token } } },
  ],
  ['a key in place of a node', 'serve-routing', post({ fleet: 'in-ngn', revision: 7, node: key })],
  ['a key that is who asks', 'emergency-scale-out', post(VOTE, key)],
  [
    'many unknown fields',
    'emergency-scale-out',
    { ...VOTE, ...GIANTS['an object of many fields'] },
  ],
  ['a huge name', 'preflight-fleet', { fleet: GIANTS['a huge text'] }],
  ['a name that counts for nothing', 'preflight-fleet', { due: true, fleet: 'other' }],
  [
    'an acknowledgement of nobody',
    'serve-routing',
    {
      ...post({ fleet: 'in-ngn', revision: 7, node: 'sbc-1' }),
      requestContext: { http: { method: 'POST' } },
    },
  ],
  [
    'an acknowledgement of somebody else',
    'serve-routing',
    post({ fleet: 'in-ngn', revision: 7, node: 'sbc-1' }, sessionArnOf('role/sbc-2')),
  ],
  [
    'an acknowledgement of a role without a session',
    'serve-routing',
    post(
      { fleet: 'in-ngn', revision: 7, node: 'sbc-1' },
      'arn:aws:sts::123456789012:assumed-role/sbc-1',
    ),
  ],
  [
    'drift of millions of addresses',
    'serve-routing',
    post({
      fleet: 'in-ngn',
      revision: 7,
      node: 'sbc-1',
      drift: { missing: Array.from({ length: 2_000_000 }, () => 0), extra: [] },
    }),
  ],
  [
    'a request that Lambda does not make',
    'describe-fleet',
    { ...post({ show: 'status' }), body: 7 },
  ],
  ['nesting of a million levels', 'reconcile-fleet', JSON.parse('['.repeat(1e6) + ']'.repeat(1e6))],
  [
    'a body nested too deep',
    'describe-fleet',
    urlEventOf({
      method: 'POST',
      body: '['.repeat(1e5) + ']'.repeat(1e5),
      userArn: SBC_1,
    }),
  ],
  ['all the time since Christ', 'describe-fleet', { show: 'load', from: '0001-01-01T00:00:00Z' }],
  ['an alarm of the far future', 'handle-alarm', { Records: alarm(NOW_MS + 86_400_000) }],
  [
    'two alarms at once, the second of another fleet',
    'handle-alarm',
    { Records: [...alarm(NOW_MS), ...ofOthers] },
  ],
  [
    'an instance whose id EC2 never gave',
    'handle-instance-event',
    {
      ...stateChange,
      detail: { ...stateChange?.detail, 'instance-id': `i-${'0'.repeat(3_000)}` },
    },
  ],
  [
    'a warning of many words',
    'handle-instance-event',
    {
      ...health,
      detail: { ...health?.detail, eventTypeCode: GIANTS['a long text'] },
    },
  ],
  ['a reason that is a line of its own', 'operate-fleet', { ...ORDER, reason: 'a\nCRITICAL: b' }],
  ['half a character', 'emergency-scale-out', { ...VOTE, reason: '\ud800' }],
];

test.each(FOUND)('%s is refused by %s', async (_, name, event) => {
  expect(isAcceptable(name, event)).toBe(false);
  expect(broken(await tryOut(bench, name, { event, isAcceptable: false }))).toEqual([]);
});

test.each([
  ['a reading that is none', '[1e308]'],
  ['a reading below zero', '[-1]'],
  ['more readings than there are', JSON.stringify(Array.from({ length: 60_000 }, () => 90))],
])('%s says nothing of the load, and its alarm counts', async (_, recentDatapoints) => {
  const told = ALARM_FORMS['the alarm itself']({ value: 'ALARM', atMs: NOW_MS });
  const reasonData = `{"recentDatapoints":${recentDatapoints}}`;
  const { alarmData } = told;
  const event = { ...told, alarmData: { ...alarmData, state: { ...alarmData.state, reasonData } } };
  const trial = await tryOut(bench, 'handle-alarm', { event, isAcceptable: true });
  expect(broken(trial)).toEqual([]);
  expect(trial.answer).toMatchObject({ alarms: [{ noted: 'new' }] });
});
