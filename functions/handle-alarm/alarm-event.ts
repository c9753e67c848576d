import * as z from 'zod';
import type { AlarmChange } from '../../shared/usecases/triggers/alarm.ts';

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'], { error: 'an alarm state' });
const time = z.string({ error: 'a time' }).refine((text) => !Number.isNaN(Date.parse(text)), {
  error: 'a time',
});
const name = z.string({ error: 'the alarm’s name' }).min(1, { error: 'the alarm’s name' });

const alarmState = z.object({
  value: state,
  reason: z.string().default('no reason given'),
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
  .transform(({ alarmData }) => [changeOf(alarmData)]);

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
  .transform(({ detail }) => [changeOf(detail)]);

/** Source: CloudWatch user guide, "Notifying users on alarm changes", the message on the topic. */
const message = z.object({
  AlarmName: name,
  NewStateValue: state,
  NewStateReason: z.string().default('no reason given'),
  StateChangeTime: time,
  Trigger: z
    .object({ Dimensions: z.array(z.object({ name: z.string(), value: z.string() })).optional() })
    .optional(),
});

const notification = z
  .object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })).min(1) })
  .transform(({ Records }, context) =>
    Records.flatMap(({ Sns }, index) => {
      const parsed = message.safeParse(jsonOf(Sns.Message));
      if (parsed.success) return [changeOfMessage(parsed.data)];
      const path = ['Records', index, 'Sns', 'Message'];
      context.addIssue({ code: 'custom', path, message: 'the message of an alarm' });
      return [];
    }),
  );

/** The same fact in the three forms in which AWS tells it; one or more changes. */
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

const reasonData = z.object({ recentDatapoints: z.array(z.number()).min(1) });

/** CloudWatch gives the readings that it decided on as JSON within the JSON. */
function highestReading(text: string | undefined): number | undefined {
  const parsed = reasonData.safeParse(jsonOf(text ?? ''));
  return parsed.success ? Math.max(...parsed.data.recentDatapoints) : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
