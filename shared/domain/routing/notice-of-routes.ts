import * as z from 'zod';
import { routingMessage } from './message.ts';
import type { RoutingSnapshot } from './snapshot.ts';

/** Below the topic's 256 KB, which the message's attributes share. Source: SNS quotas. */
export const MESSAGE_BYTES_MAX = 250_000;

const SCHEMA = 'asterfleet.routing-notice/1';

/** What goes over the routing topic, under the name of its schema. */
export interface TopicMessage {
  readonly schema: string;
  readonly text: string;
}

/**
 * The whole snapshot; or, of one that does not fit, which revision there is and where to read it. Never
 * a part of it: a softswitch would take what is left out for gone.
 */
export function topicMessage(snapshot: RoutingSnapshot, readAt: string | undefined): TopicMessage {
  const whole = routingMessage(snapshot);
  const { schema, fleet, revision, generatedAtMs, reason, routes } = snapshot;
  if (new TextEncoder().encode(whole).length <= MESSAGE_BYTES_MAX) return { schema, text: whole };
  const generatedAt = new Date(generatedAtMs).toISOString();
  const count = routes.length;
  const notice = { schema: SCHEMA, fleet, revision, generatedAt, reason, routes: count, readAt };
  return { schema: SCHEMA, text: JSON.stringify(notice) };
}

const notice = z.object({
  schema: z.literal(SCHEMA),
  fleet: z.string().min(1).max(100),
  revision: z.int().min(1),
});

/** The fleet and revision that a message tells of without its routes; undefined for any other message. */
export function readRoutingNotice(
  text: string,
): { readonly fleet: string; readonly revision: number } | undefined {
  try {
    return notice.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
