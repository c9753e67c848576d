import { createDocumentClient } from '../adapters/aws/dynamodb/client.ts';
import { createFleetStore } from '../adapters/aws/dynamodb/fleet-store.ts';
import { createStandingStore } from '../adapters/aws/dynamodb/standing-store.ts';
import { createEc2Client } from '../adapters/aws/ec2/client.ts';
import { createCloud } from '../adapters/aws/ec2/cloud.ts';
import { createQuotasClient } from '../adapters/aws/readiness/client.ts';
import { createReadiness } from '../adapters/aws/readiness/readiness.ts';
import { createSnsClient } from '../adapters/aws/sns/client.ts';
import { readFleetDefinitions } from '../adapters/files/fleet-definitions.ts';
import { readSettings } from '../config/environment.ts';
import type { FleetDefinition } from '../domain/definition/schema.ts';
import type { PreflightPorts } from '../usecases/preflight/preflight.ts';

/** What a look ahead works with. Throws when a variable of the environment is missing or wrong. */
export function openReadiness(): {
  readonly fleets: readonly FleetDefinition[];
  readonly ports: PreflightPorts;
} {
  const settings = readSettings();
  const documents = createDocumentClient();
  const ec2 = createEc2Client();
  const clients = { ec2, sns: createSnsClient(), quotas: createQuotasClient() };
  return {
    fleets: readFleetDefinitions(settings.fleetsFolder),
    ports: {
      clock: { now: () => Date.now() },
      store: createFleetStore(documents, settings.fleetTable),
      standing: createStandingStore(documents, settings.fleetTable),
      cloud: createCloud(ec2, settings),
      readiness: createReadiness(clients, settings),
    },
  };
}
