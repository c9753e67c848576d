import { createDocumentClient } from '../adapters/aws/dynamodb/client.ts';
import { createRoutingStore } from '../adapters/aws/dynamodb/routing.ts';
import { readFleetDefinitions } from '../adapters/files/fleet-definitions.ts';
import { readSettings } from '../config/environment.ts';
import type { FleetDefinition } from '../domain/definition/schema.ts';
import type { Clock } from '../ports/clock.ts';
import type { RoutingStore } from '../ports/routing-store.ts';

/** What serves softswitches works with. Throws when a variable of the environment is missing or wrong. */
export function openRouting(): {
  readonly fleets: readonly FleetDefinition[];
  readonly ports: { readonly clock: Clock; readonly store: RoutingStore };
} {
  const settings = readSettings();
  return {
    fleets: readFleetDefinitions(settings.fleetsFolder),
    ports: {
      clock: { now: () => Date.now() },
      store: createRoutingStore(createDocumentClient(), settings.fleetTable),
    },
  };
}
