import * as z from 'zod';
import { line } from '../../shared/middleware/fields.ts';
import type { InstanceEvent } from '../../shared/usecases/triggers/instance-event.ts';

/** Source: EC2 user guide, "Resource IDs": 17 digits, and 8 of long ago. */
const ID = /^i-(?:[0-9a-f]{17}|[0-9a-f]{8})$/;
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

/** What EventBridge brings of instances. Source: AWS Health user guide, "Event schema". */
export const instanceEvent = z.union([stateChange, interruption, health], {
  error: 'an EC2 state change, a spot interruption warning or an AWS Health event',
});

/** AWS Health names an instance by its id or by its ARN. */
function idIn(entity: string): string[] {
  const id = /(?:^|\/)(i-[0-9a-f]+)$/.exec(entity)?.[1];
  return id ? [id] : [];
}
