import { handlerFor } from '../../shared/middleware/handler-for.ts';
import type {
  InstanceEvent,
  InstanceEventOutcome,
} from '../../shared/usecases/triggers/instance-event.ts';
import { instanceEvent } from './instance-event.ts';

export interface Dependencies {
  readonly record: (event: InstanceEvent, runId: string) => Promise<InstanceEventOutcome>;
}

/** Something about an instance. Throws when something was left undone; Lambda calls again. */
export function createHandler({ record }: Dependencies) {
  return handlerFor(instanceEvent, async (event, { runId, logger }) => {
    const outcome = await record(event, runId);
    const { state, warning, haveBecomeReady } = event;
    if (outcome.ours.length > 0)
      logger.info('instance event', { state, warning, haveBecomeReady, ...outcome });
    return outcome;
  });
}
