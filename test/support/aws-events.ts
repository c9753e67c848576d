/** Events as AWS sends them, for tests. */
import { recordOf } from '../../local/cloud/stream-record.ts';
import { heartbeat, NIGHT_MS } from './fleet.ts';

export const ALARM_NAME = 'asterfleet-local-in-ngn-utilisation';
export const ALARM_DIMENSIONS = { deployment: 'local', fleet: 'in-ngn' };

export interface AlarmTold {
  readonly value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly atMs: number;
  readonly datapoints?: readonly number[];
}

function stateOf({ value, atMs, datapoints = [97.5, 99] }: AlarmTold) {
  return {
    value,
    reason: 'Threshold Crossed: 2 datapoints were greater than or equal to the threshold (85.0).',
    reasonData: JSON.stringify({ version: '1.0', recentDatapoints: datapoints, threshold: 85 }),
    timestamp: new Date(atMs).toISOString().replace('Z', '+0000'),
  };
}

export const ALARM_CONFIGURATION = {
  metrics: [
    {
      id: 'm1',
      metricStat: {
        metric: {
          namespace: 'Asterfleet',
          name: 'ChannelUtilisation',
          dimensions: ALARM_DIMENSIONS,
        },
        period: 10,
        stat: 'Average',
      },
      returnData: true,
    },
  ],
};

/** The three forms in which AWS tells one fact. */
export const ALARM_FORMS = {
  'the alarm itself': (told: AlarmTold) => ({
    source: 'aws.cloudwatch',
    alarmArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${ALARM_NAME}`,
    accountId: '123456789012',
    time: new Date(told.atMs).toISOString(),
    region: 'us-east-1',
    alarmData: {
      alarmName: ALARM_NAME,
      state: stateOf(told),
      configuration: ALARM_CONFIGURATION,
    },
  }),
  EventBridge: (told: AlarmTold) => ({
    version: '0',
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: ALARM_NAME, state: stateOf(told), configuration: ALARM_CONFIGURATION },
  }),
  SNS: (told: AlarmTold) => ({
    Records: [
      {
        EventSource: 'aws:sns',
        Sns: {
          Message: JSON.stringify({
            AlarmName: ALARM_NAME,
            NewStateValue: told.value,
            NewStateReason: 'Threshold Crossed',
            StateChangeTime: new Date(told.atMs).toISOString().replace('Z', '+0000'),
            Trigger: {
              MetricName: 'ChannelUtilisation',
              Dimensions: Object.entries(ALARM_DIMENSIONS).map(([name, value]) => ({
                name,
                value,
              })),
            },
          }),
        },
      },
    ],
  }),
};

export function stateChange(id: string, state: string) {
  return {
    version: '0',
    source: 'aws.ec2',
    'detail-type': 'EC2 Instance State-change Notification',
    detail: { 'instance-id': id, state },
  };
}

export function interruption(id: string) {
  return {
    source: 'aws.ec2',
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    resources: [`arn:aws:ec2:us-east-1a:instance/${id}`],
    detail: { 'instance-id': id, 'instance-action': 'terminate' },
  };
}

export function health(entity: string, startsAtMs: number) {
  return {
    source: 'aws.health',
    'detail-type': 'AWS Health Event',
    detail: {
      service: 'EC2',
      eventTypeCode: 'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED',
      eventTypeCategory: 'scheduledChange',
      startTime: new Date(startsAtMs).toUTCString(),
      affectedEntities: [{ entityValue: entity }],
    },
  };
}

/** A heartbeat as the stream of its table shows it; `before`: the one that it was written over. */
export function streamRecord(
  id: string,
  images: { readonly before?: object; readonly after: object },
) {
  const region = 'us-east-1';
  const whole = (image: object) => heartbeat(id, NIGHT_MS, image);
  const record = recordOf(images.before && whole(images.before), whole(images.after));
  return {
    eventID: '7de3041dd709b024af6f29e4fa13d34c',
    eventVersion: '1.1',
    awsRegion: region,
    eventSourceARN: `arn:aws:dynamodb:${region}:123456789012:table/heartbeats/stream/2026-11-18T00:00:00.000`,
    ...record,
    dynamodb: {
      ...record.dynamodb,
      ApproximateCreationDateTime: 1_795_000_000,
      SequenceNumber: '4421584500000000017450439091',
      SizeBytes: 600,
    },
  };
}
