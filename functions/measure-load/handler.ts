import * as z from 'zod';
import { A_BATCH } from '../../shared/middleware/bounds.ts';
import { handlerFor } from '../../shared/middleware/handler-for.ts';

export interface Dependencies {
  readonly publish: (fleet: string, utilisations: readonly number[]) => void;
}

/** Written by the instances themselves; one that does not serve says nothing of its utilisation. */
const heartbeat = z.object({
  fleet: z.object({ S: z.string().min(1).max(100) }),
  utilisation: z.object({ N: z.coerce.number().min(0).max(1_000) }),
});

/** Source: Lambda developer guide, "Process Amazon DynamoDB records with Lambda". */
const batch = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ NewImage: z.unknown() }).partial() })),
});

/** Heartbeats as they are written: how full each fleet's instances are, for the alarm that asks within seconds. */
export function createHandler({ publish }: Dependencies) {
  return handlerFor(
    batch,
    async ({ Records }) => {
      const readings = Records.flatMap(({ dynamodb }) => readingOf(dynamodb.NewImage));
      const byFleet = Map.groupBy(readings, ({ fleet }) => fleet);
      for (const [fleet, each] of byFleet)
        publish(
          fleet,
          each.map(({ utilisation }) => utilisation),
        );
      return { heartbeats: Records.length, readings: readings.length };
    },
    A_BATCH,
  );
}

function readingOf(image: unknown): { fleet: string; utilisation: number }[] {
  const { data } = heartbeat.safeParse(image);
  return data ? [{ fleet: data.fleet.S, utilisation: data.utilisation.N }] : [];
}
