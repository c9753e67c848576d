import * as z from 'zod';
import type { Hand } from '../../local/replay/hand.ts';

/** What a page may order, by its path; the answer goes to the page as it is. Throws what the function refuses. */
export type Orders = ReadonlyMap<string, (body: unknown) => Promise<object>>;

/** The function itself says what numbers it takes. */
const emergency = z.strictObject({
  instances: z.number(),
  minutes: z.number(),
  reason: z.string(),
  requestId: z.string(),
});

const SPEED_MAX = 3_600;
const paceChange = z.strictObject({
  isPaused: z.boolean().exactOptional(),
  speed: z.number().min(1).max(SPEED_MAX).exactOptional(),
});

interface OrdersOptions {
  readonly scaleOut: (request: z.infer<typeof emergency>) => Promise<object>;
  readonly hand: Hand | undefined;
}

/** Orders that do not have the form that the page sends are not passed on. */
export function ordersOf({ scaleOut, hand }: OrdersOptions): Orders {
  const orders = new Map([
    ['/api/emergency', async (body: unknown) => scaleOut(emergency.parse(body))],
  ]);
  if (hand)
    orders.set('/api/pace', async (body) => {
      hand.change(paceChange.parse(body));
      return hand.state();
    });
  return orders;
}
