import { randomUUID } from 'node:crypto';
import { type AlarmTransition, PERIOD_MS } from './alarm.ts';

/** Where the events come from. */
export interface Origin {
  readonly region: string;
  readonly accountId: string;
}

interface Subject {
  readonly deployment: string;
  readonly fleet: string;
}

/** What an alarm sends to a function. Source: CloudWatch user guide, "Alarm actions to Lambda". */
export function alarmEventOf(
  { name, from, to, atMs, threshold, datapoints }: AlarmTransition,
  dimensions: Subject,
  { region, accountId }: Origin,
) {
  const timestamp = cloudWatchTime(atMs);
  const shown = datapoints.map(({ fromMs, value }) => `${value} (${cloudWatchTime(fromMs)})`);
  const was = to === 'ALARM' ? 'greater than or equal to' : 'not greater than or equal to';
  const reasonData = {
    version: '1.0',
    queryDate: timestamp,
    statistic: 'Average',
    period: PERIOD_MS / 1000,
    recentDatapoints: datapoints.map(({ value }) => value),
    threshold,
  };
  return {
    source: 'aws.cloudwatch',
    alarmArn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    accountId,
    time: timestamp,
    region,
    alarmData: {
      alarmName: name,
      state: {
        value: to,
        reason: `Threshold Crossed: ${datapoints.length} datapoints [${shown.join(', ')}] were ${was} the threshold (${threshold}.0).`,
        reasonData: JSON.stringify(reasonData),
        timestamp,
      },
      previousState: { value: from },
      configuration: {
        metrics: [
          {
            id: 'utilisation',
            metricStat: {
              metric: { namespace: 'Asterfleet', name: 'ChannelUtilisation', dimensions },
              period: PERIOD_MS / 1000,
              stat: 'Average',
            },
            returnData: true,
          },
        ],
      },
    },
  };
}

/** Source: EC2 user guide, "State change events for your instances". */
export function stateChangeEventOf(
  { id, state, atMs }: { readonly id: string; readonly state: string; readonly atMs: number },
  { region, accountId }: Origin,
) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    account: accountId,
    time: `${new Date(atMs).toISOString().slice(0, 19)}Z`,
    region,
    resources: [`arn:aws:ec2:${region}:${accountId}:instance/${id}`],
    detail: { 'instance-id': id, state },
  };
}

/** CloudWatch writes the offset in full. */
function cloudWatchTime(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}
