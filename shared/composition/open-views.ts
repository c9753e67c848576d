import { createDocumentClient } from '../adapters/aws/dynamodb/client.ts';
import { createFleetStore } from '../adapters/aws/dynamodb/fleet-store.ts';
import { createHeartbeatStore } from '../adapters/aws/dynamodb/heartbeat-store.ts';
import { createHistoryStore } from '../adapters/aws/dynamodb/history-store.ts';
import { readFleetDefinitions } from '../adapters/files/fleet-definitions.ts';
import { readSettings } from '../config/environment.ts';
import type { FleetDefinition } from '../domain/definition/schema.ts';
import type { View } from '../usecases/describe/describe.ts';

/** What one who only looks works with. Throws when a variable of the environment is missing or wrong. */
export function openViews(): {
  readonly fleets: readonly FleetDefinition[];
  readonly ports: View;
} {
  const settings = readSettings();
  const documents = createDocumentClient();
  return {
    fleets: readFleetDefinitions(settings.fleetsFolder),
    ports: {
      clock: { now: () => Date.now() },
      store: createFleetStore(documents, settings.fleetTable),
      history: createHistoryStore(documents, settings.fleetTable, { keepsDays: false }),
      heartbeats: createHeartbeatStore(documents, settings.heartbeatTable),
    },
  };
}
