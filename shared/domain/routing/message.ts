import * as z from 'zod';
import type { RoutingSnapshot } from './snapshot.ts';

/** The message on the routing topic; its times are ISO 8601. */
export function routingMessage(snapshot: RoutingSnapshot): string {
  const { schema, fleet, revision, generatedAtMs, reason, routes, empty } = snapshot;
  const generatedAt = new Date(generatedAtMs).toISOString();
  return JSON.stringify({ schema, fleet, revision, generatedAt, reason, routes, empty });
}

const share = z.int().min(0).max(100);

const message = z
  .object({
    schema: z.literal('asterfleet.routing/1'),
    fleet: z.string().min(1).max(100),
    revision: z.int().min(1),
    generatedAt: z.iso.datetime(),
    reason: z.string(),
    routes: z.array(
      z.object({
        slot: z.int().min(1),
        address: z.ipv4(),
        port: z.int().min(1).max(65_535),
        transport: z.enum(['udp', 'tcp', 'tls']),
        state: z.literal('serving'),
        channels: z.int().min(1),
        weight: share,
      }),
    ),
    empty: z.literal('on purpose').optional(),
  })
  .refine(({ routes }) => new Set(routes.map(({ slot }) => slot)).size === routes.length);

/** The snapshot of a message; undefined for what is none, however it came to be. */
export function readRoutingMessage(text: string): RoutingSnapshot | undefined {
  const parsed = message.safeParse(jsonIn(text));
  if (!parsed.success) return undefined;
  const { generatedAt, empty, ...snapshot } = parsed.data;
  return { ...snapshot, generatedAtMs: Date.parse(generatedAt), ...(empty && { empty }) };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
