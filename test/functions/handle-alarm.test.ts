import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NIGHT_MS } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';

let fleet: LiveFleet;
beforeEach(async () => {
  fleet = await openLiveFleet({ fromMs: NIGHT_MS });
  await fleet.pass(3);
});
afterEach(() => fleet.close());

const NAME = 'asterfleet-local-in-ngn-utilisation';
const DIMENSIONS = { deployment: 'local', fleet: 'in-ngn' };

interface State {
  readonly value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly atMs: number;
  readonly datapoints?: readonly number[];
}

function stateOf({ value, atMs, datapoints = [97.5, 99] }: State) {
  return {
    value,
    reason: 'Threshold Crossed: 2 datapoints were greater than or equal to the threshold (85.0).',
    reasonData: JSON.stringify({ version: '1.0', recentDatapoints: datapoints, threshold: 85 }),
    timestamp: new Date(atMs).toISOString().replace('Z', '+0000'),
  };
}

const CONFIGURATION = {
  metrics: [
    {
      id: 'm1',
      metricStat: {
        metric: { namespace: 'Asterfleet', name: 'ChannelUtilisation', dimensions: DIMENSIONS },
        period: 10,
        stat: 'Average',
      },
      returnData: true,
    },
  ],
};

/** The three forms in which AWS tells one fact. */
const FORMS = {
  'the alarm itself': (state: State) => ({
    source: 'aws.cloudwatch',
    alarmArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${NAME}`,
    accountId: '123456789012',
    time: new Date(state.atMs).toISOString(),
    region: 'us-east-1',
    alarmData: { alarmName: NAME, state: stateOf(state), configuration: CONFIGURATION },
  }),
  EventBridge: (state: State) => ({
    version: '0',
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: NAME, state: stateOf(state), configuration: CONFIGURATION },
  }),
  SNS: (state: State) => ({
    Records: [
      {
        EventSource: 'aws:sns',
        Sns: {
          Message: JSON.stringify({
            AlarmName: NAME,
            NewStateValue: state.value,
            NewStateReason: 'Threshold Crossed',
            StateChangeTime: new Date(state.atMs).toISOString().replace('Z', '+0000'),
            Trigger: {
              MetricName: 'ChannelUtilisation',
              Dimensions: Object.entries(DIMENSIONS).map(([name, value]) => ({ name, value })),
            },
          }),
        },
      },
    ],
  }),
};

function tell(state: State, form: keyof typeof FORMS = 'the alarm itself') {
  return fleet.invoke<{ alarms: { noted: string }[] }>('handle-alarm', FORMS[form](state));
}

/** Nobody can see the load but the alarm: as when the table of heartbeats is away. */
function blind(calls = 12): void {
  for (let call = 1; call <= calls; call += 1)
    fleet.stage.cloud.faults.plan('BatchGetItem', { kind: 'server-error' }, call);
}

const running = () => fleet.stage.cloud.ec2.instances.size;

test.each(Object.keys(FORMS) as (keyof typeof FORMS)[])(
  'an alarm is understood as %s tells it',
  async (form) => {
    expect(await tell({ value: 'ALARM', atMs: fleet.now() }, form)).toMatchObject({
      alarms: [{ alarm: NAME, noted: 'new', fleet: 'in-ngn' }],
    });
    const { standing } = await fleet.stage.store.read('in-ngn');
    expect(standing.alarms).toMatchObject([{ name: NAME, isHigh: true }]);
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
  const event = FORMS.EventBridge({ value: 'ALARM', atMs: fleet.now() });
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
  [{ source: 'aws.cloudwatch', alarmData: { alarmName: NAME, state: { value: 'HIGH' } } }],
  [{ Records: [] }],
  [{ Records: [{ Sns: { Message: 'not an alarm' } }] }],
])('%j is refused', async (event) => {
  expect(await fleet.invoke('handle-alarm', event)).toMatchObject({ refused: 'input-invalid' });
  expect(running()).toBe(1);
});

test('an alarm of a fleet that is not here is refused', async () => {
  const event = FORMS['the alarm itself']({ value: 'ALARM', atMs: fleet.now() });
  const dimensions = { ...DIMENSIONS, fleet: 'other' };
  const [metric] = CONFIGURATION.metrics;
  const metrics = [{ metricStat: { ...metric?.metricStat, metric: { dimensions } } }];
  const foreign = { ...event, alarmData: { ...event.alarmData, configuration: { metrics } } };
  expect(await fleet.invoke('handle-alarm', foreign)).toMatchObject({
    because: 'fleet: expected one of in-ngn, found "other"',
  });
});
