import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import { sessionArnOf, urlEventOf } from '../../cloud/url-event.ts';
import type { Stage } from '../stage.ts';
import type { Passage } from './passage.ts';

/** From the publish until the follower has applied the routes and says so. */
const APPLIED_AFTER_MS = 3_000;

interface Setting {
  readonly stage: Stage;
  readonly passage: Passage;
  readonly definition: FleetDefinition;
}

/** Each softswitch node of the definition acknowledges what it is sent. */
export function acknowledgeRoutes({ stage, passage, definition }: Setting): void {
  const { fleet, routing } = definition;
  stage.cloud.topics.subscribe(stage.routingTopicArn, ({ message, atMs }) => {
    const { revision } = JSON.parse(message) as { readonly revision: number };
    for (const { name, principal } of routing.nodes) {
      const body = JSON.stringify({ fleet, revision, node: name });
      const event = urlEventOf({ method: 'POST', body, userArn: sessionArnOf(principal) });
      passage.at(atMs + APPLIED_AFTER_MS, async () => {
        await stage.invoke('serve-routing', event);
      });
    }
  });
}
