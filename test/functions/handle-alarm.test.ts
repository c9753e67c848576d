import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  ALARM_CONFIGURATION,
  ALARM_DIMENSIONS,
  ALARM_FORMS,
  ALARM_NAME,
  type AlarmTold,
} from '../support/aws-events.ts';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
});
afterEach(() => fleet.close());

function tell(state: AlarmTold, form: keyof typeof ALARM_FORMS = 'the alarm itself') {
  return fleet.invoke<{ alarms: { noted: string }[] }>('handle-alarm', ALARM_FORMS[form](state));
}

/** Nobody can see the load but the alarm: as when the table of heartbeats is away. */
function blind(calls = 12): void {
  for (let call = 1; call <= calls; call += 1)
    fleet.stage.cloud.faults.plan('BatchGetItem', { kind: 'server-error' }, call);
}

const running = () => fleet.stage.cloud.ec2.instances.size;

test.each(Object.keys(ALARM_FORMS) as (keyof typeof ALARM_FORMS)[])(
  'an alarm is understood as %s tells it',
  async (form) => {
    expect(await tell({ value: 'ALARM', atMs: fleet.now() }, form)).toMatchObject({
      alarms: [{ alarm: ALARM_NAME, noted: 'new', fleet: 'in-ngn' }],
    });
    const { standing } = await fleet.stage.store.read('in-ngn');
    expect(standing.alarms).toMatchObject([{ name: ALARM_NAME, isHigh: true }]);
  },
);

test('an alarm that the load does not bear out launches nothing', async () => {
  await tell({ value: 'ALARM', atMs: fleet.now() });
  await fleet.pass(2);
  expect(running()).toBe(1);
});

test('when nothing else can be seen, the alarm’s own readings decide how much', async () => {
  blind();
  await tell({ value: 'ALARM', atMs: fleet.now(), datapoints: [100, 99] });
  // 110 channels in use on one instance: two are needed at eighty each.
  expect(running()).toBe(2);
});

test('the same change twice, or an older one late, changes nothing more', async () => {
  blind(24);
  const atMs = fleet.now();
  await tell({ value: 'ALARM', atMs });
  const again = await tell({ value: 'ALARM', atMs });
  const late = await tell({ value: 'OK', atMs: atMs - 60_000 });
  expect([again, late].flatMap(({ alarms }) => alarms.map(({ noted }) => noted))).toEqual([
    'stale',
    'stale',
  ]);
  expect(running()).toBe(2);
});

test('a surge ends some time after the alarm is over, and both are told', async () => {
  blind();
  await tell({ value: 'ALARM', atMs: fleet.now() });
  fleet.stage.cloud.faults.clear();
  await fleet.pass(5);
  await tell({ value: 'OK', atMs: fleet.now() });
  await fleet.pass(30);
  const surges = fleet.subjects().filter((subject) => subject.includes('surge'));
  expect(surges).toEqual([
    expect.stringMatching(/^WARNING in-ngn: surge: room for \d+ channels/),
    'INFO in-ngn: the surge has ended',
  ]);
  expect((await fleet.slots()).filter(({ state }) => state === 'serving')).toHaveLength(1);
});

test('a muted alarm is noted in the log alone', async () => {
  const event = ALARM_FORMS.EventBridge({ value: 'ALARM', atMs: fleet.now() });
  const muted = { ...event, detail: { ...event.detail, muteDetail: { mutedBy: ['window'] } } };
  expect(await fleet.invoke('handle-alarm', muted)).toMatchObject({
    alarms: [{ noted: 'muted' }],
  });
});

test.each([
  [{}],
  [null],
  ['an alarm'],
  [{ source: 'aws.cloudwatch' }],
  [{ source: 'aws.cloudwatch', alarmData: { alarmName: ALARM_NAME, state: { value: 'HIGH' } } }],
  [{ Records: [] }],
  [{ Records: [{ Sns: { Message: 'not an alarm' } }] }],
])('%j is refused', async (event) => {
  expect(await fleet.invoke('handle-alarm', event)).toMatchObject({ refused: 'input-invalid' });
  expect(running()).toBe(1);
});

test('an alarm of a fleet that is not here is refused', async () => {
  const event = ALARM_FORMS['the alarm itself']({ value: 'ALARM', atMs: fleet.now() });
  const dimensions = { ...ALARM_DIMENSIONS, fleet: 'other' };
  const [metric] = ALARM_CONFIGURATION.metrics;
  const metrics = [{ metricStat: { ...metric?.metricStat, metric: { dimensions } } }];
  const foreign = { ...event, alarmData: { ...event.alarmData, configuration: { metrics } } };
  expect(await fleet.invoke('handle-alarm', foreign)).toMatchObject({
    because: 'fleet: expected one of in-ngn, found "other"',
  });
});
