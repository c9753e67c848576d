import * as z from 'zod';
import { line } from '../../shared/middleware/fields.ts';
import type { AlarmChange } from '../../shared/usecases/triggers/alarm.ts';

/** Source: CloudWatch API, MetricAlarm: the most that a name, a reason and its data can be. */
const NAME_MAX = 255;
const REASON_MAX = 1_023;
const REASON_DATA_MAX = 4_000;

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'], { error: 'an alarm state' });
const time = z.string({ error: 'a time' }).refine((text) => !Number.isNaN(Date.parse(text)), {
  error: 'a time',
});
const name = line(NAME_MAX, 'the alarm’s name');
/** Only told: one that is odd is no reason not to act on its alarm. */
const because = z
  .string()
  .default('no reason given')
  .transform((text) => text.slice(0, REASON_MAX).replaceAll(/[\p{Cc}\p{Cs}]/gu, ' '));

const alarmState = z.object({
  value: state,
  reason: because,
  reasonData: z.string().optional(),
  timestamp: time,
});

const configuration = z.object({
  metrics: z
    .array(
      z.object({
        metricStat: z
          .object({ metric: z.object({ dimensions: z.record(z.string(), z.string()).optional() }) })
          .optional(),
      }),
    )
    .optional(),
});

/** Source: CloudWatch user guide, "Alarm actions to Lambda", the event that the alarm itself sends. */
const direct = z
  .object({
    source: z.literal('aws.cloudwatch'),
    alarmData: z.object({
      alarmName: name,
      state: alarmState,
      configuration: configuration.optional(),
    }),
  })
  .transform(({ alarmData }) => changeOf(alarmData));

/** Source: CloudWatch user guide, "Alarm events and EventBridge". */
const eventBridge = z
  .object({
    'detail-type': z.literal('CloudWatch Alarm State Change'),
    detail: z.object({
      alarmName: name,
      state: alarmState,
      configuration: configuration.optional(),
      muteDetail: z.unknown().optional(),
    }),
  })
  .transform(({ detail }) => changeOf(detail));

/** Source: CloudWatch user guide, "Notifying users on alarm changes", the message on the topic. */
const message = z.object({
  AlarmName: name,
  NewStateValue: state,
  NewStateReason: because,
  StateChangeTime: time,
  Trigger: z
    .object({ Dimensions: z.array(z.object({ name: z.string(), value: z.string() })).optional() })
    .optional(),
});

/** Source: SNS, frequently asked questions, "Reliability": a notification holds one message. */
const notification = z
  .object({ Records: z.tuple([z.object({ Sns: z.object({ Message: z.string() }) })]) })
  .transform(({ Records: [{ Sns }] }, context) => {
    const parsed = message.safeParse(jsonOf(Sns.Message));
    if (parsed.success) return changeOfMessage(parsed.data);
    const path = ['Records', 0, 'Sns', 'Message'];
    context.addIssue({ code: 'custom', path, message: 'the message of an alarm' });
    return z.NEVER;
  });

/** The same fact in the three forms in which AWS tells it. */
export const alarmEvent = z.union([direct, eventBridge, notification], {
  error: 'an alarm from CloudWatch, EventBridge or SNS',
});

interface AlarmData {
  readonly alarmName: string;
  readonly state: z.output<typeof alarmState>;
  readonly configuration?: z.output<typeof configuration> | undefined;
  readonly muteDetail?: unknown;
}

function changeOf({
  alarmName,
  state: now,
  configuration: of,
  muteDetail,
}: AlarmData): AlarmChange {
  const dimensions = of?.metrics?.map(({ metricStat }) => metricStat?.metric.dimensions);
  const utilisation = highestReading(now.reasonData);
  return {
    name: alarmName,
    isHigh: now.value === 'ALARM',
    atMs: Date.parse(now.timestamp),
    because: now.reason,
    fleet: dimensions?.find((each) => each?.['fleet'])?.['fleet'],
    isMuted: muteDetail !== undefined && muteDetail !== null,
    ...(utilisation !== undefined && { utilisation }),
  };
}

function changeOfMessage(told: z.output<typeof message>): AlarmChange {
  return {
    name: told.AlarmName,
    isHigh: told.NewStateValue === 'ALARM',
    atMs: Date.parse(told.StateChangeTime),
    because: told.NewStateReason,
    fleet: told.Trigger?.Dimensions?.find((each) => each.name === 'fleet')?.value,
    isMuted: false,
  };
}

/** In percent of the limit. What is far from that is no reading of ours, and tells nothing. */
const READING_MAX = 1_000;
const reasonData = z.object({
  recentDatapoints: z.array(z.number().min(0).max(READING_MAX)).min(1),
});

/** CloudWatch gives the readings that it decided on as JSON within the JSON. */
function highestReading(text = ''): number | undefined {
  const parsed = reasonData.safeParse(text.length > REASON_DATA_MAX ? '' : jsonOf(text));
  return parsed.success ? Math.max(...parsed.data.recentDatapoints) : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
