import * as z from 'zod';
import { line } from '../../shared/middleware/fields.ts';
import type { InstanceEvent } from '../../shared/usecases/triggers/instance-event.ts';

/** Source: EC2 user guide, "Resource IDs": 17 digits, and 8 of long ago. */
const ID = /^i-(?:[0-9a-f]{17}|[0-9a-f]{8})$/;
const ARN = /^arn:aws[a-z-]*:ec2:[a-z0-9-]+:\d{12}:instance\/(?<id>.+)$/;
const instanceId = z.string({ error: 'an instance id' }).regex(ID, {
  error: 'an instance id',
});

const state = z.enum(['pending', 'running', 'shutting-down', 'stopped', 'stopping', 'terminated'], {
  error: 'the state of an instance',
});

/** Source: EC2 user guide, "State change events for your instances". Best effort, no order. */
const stateChange = z
  .object({
    'detail-type': z.literal('EC2 Instance State-change Notification'),
    detail: z.object({ 'instance-id': instanceId, state }),
  })
  .transform(
    ({ detail }): InstanceEvent => ({ instanceIds: [detail['instance-id']], state: detail.state }),
  );

/** Source: EC2 user guide, "Spot Instance interruption notices". Two minutes ahead. */
const interruption = z
  .object({
    'detail-type': z.literal('EC2 Spot Instance Interruption Warning'),
    time: z.string().optional(),
    detail: z.object({ 'instance-id': instanceId }),
  })
  .transform(
    ({ detail }): InstanceEvent => ({
      instanceIds: [detail['instance-id']],
      warning: { kind: 'interruption', says: 'EC2 takes the spot instance back in two minutes' },
    }),
  );

/** Source: AWS Health API, EventType. */
const EVENT_TYPE_CODE_MAX = 100;

const health = z
  .object({
    'detail-type': z.literal('AWS Health Event'),
    detail: z.object({
      service: z.string(),
      eventTypeCode: line(EVENT_TYPE_CODE_MAX, 'an event type code'),
      eventTypeCategory: z.string(),
      startTime: z.string().optional(),
      affectedEntities: z.array(z.object({ entityValue: z.string() })).default([]),
    }),
  })
  .transform(({ detail }): InstanceEvent => {
    const { eventTypeCode, eventTypeCategory, affectedEntities, startTime = '' } = detail;
    const instanceIds = affectedEntities.flatMap(({ entityValue }) => idIn(entityValue));
    if (eventTypeCategory !== 'scheduledChange') return { instanceIds };
    const notBeforeMs = Date.parse(startTime);
    const when = Number.isNaN(notBeforeMs) ? {} : { notBeforeMs };
    return { instanceIds, warning: { kind: 'maintenance', says: eventTypeCode, ...when } };
  });

/**
 * Heartbeats by which instances became ready: the filter of the event source lets no others through. Only the
 * key is read, since it is all that an instance cannot choose: IAM lets it write under its own ARN alone.
 * Source: Lambda developer guide, "Process Amazon DynamoDB records with Lambda".
 */
const becameReady = z
  .object({
    Records: z.array(
      z.object({
        eventSource: z.literal('aws:dynamodb'),
        dynamodb: z.object({
          Keys: z.object({ instanceArn: z.object({ S: z.string() }) }),
        }),
      }),
    ),
  })
  .transform(({ Records }): InstanceEvent => {
    const ids = Records.flatMap(({ dynamodb }) => idOfArn(dynamodb.Keys.instanceArn.S));
    return { instanceIds: [...new Set(ids)], haveBecomeReady: true };
  });

/** What is brought of instances. Source: AWS Health user guide, "Event schema". */
export const instanceEvent = z.union([stateChange, interruption, health, becameReady], {
  error:
    'an EC2 state change, a spot interruption warning, an AWS Health event or heartbeats from their stream',
});

/** AWS Health names an instance by its id or by its ARN. */
function idIn(entity: string): string[] {
  const id = /(?:^|\/)(i-[0-9a-f]+)$/.exec(entity)?.[1];
  return id ? [id] : [];
}

/** A key that is no instance's ARN is nobody's. */
function idOfArn(arn: string): string[] {
  const id = ARN.exec(arn)?.groups?.['id'] ?? '';
  return ID.test(id) ? [id] : [];
}
