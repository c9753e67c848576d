import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NODES_TEXT } from '../support/fleet.ts';
import { type LiveFleet, openLiveFleet } from '../support/functions.ts';
import { FUNCTIONS, NOW_MS } from './payloads.ts';
import { broken } from './rules.ts';
import { fuzz } from './run.ts';
import { type Bench, tryOut } from './trial.ts';
import { type Watch, watchProcess } from './watch.ts';

// The packaged entry points over the wire: few events, and everything that AWS holds is compared.

const { FUZZ_RUNS = '500', FUZZ_SEED = '1' } = process.env;
const RUNS = Math.ceil(Number(FUZZ_RUNS) / 25);
const SEED = Number(FUZZ_SEED);
const MINUTE_MS = 60_000;

let fleet: LiveFleet;
let watch: Watch;
let bench: Bench;
let instance: string;
beforeAll(async () => {
  fleet = await openLiveFleet({ fromMs: NOW_MS - 4 * MINUTE_MS, fleetText: NODES_TEXT });
  watch = watchProcess();
  await fleet.pass(3);
  [instance = ''] = [...fleet.stage.cloud.ec2.instances.keys()];
  bench = {
    watch,
    call: (name, event) => fleet.invoke(name, event),
    changes: () => holdings(fleet),
  };
});
afterAll(async () => {
  watch.end();
  await fleet.close();
});

/** All that the deployment holds: both tables, EC2, and what was published. */
async function holdings({ stage }: LiveFleet): Promise<string> {
  const { ec2, topics } = stage.cloud;
  const client = new DynamoDBClient({});
  const tables = await Promise.all(
    [stage.fleetTable, stage.heartbeatTable].map((TableName) =>
      client.send(new ScanCommand({ TableName, ConsistentRead: true })),
    ),
  );
  client.destroy();
  return JSON.stringify(
    [tables.map(({ Items }) => Items), ec2.instances, ec2.addresses, ec2.tokens, topics.published],
    (_, value: unknown) => (value instanceof Map ? [...value] : value),
  );
}

test('what is compared changes when a function does something', async () => {
  const event = { action: 'drain', slot: 5, reason: 'a test' };
  const trial = await tryOut(bench, 'operate-fleet', { event, isAcceptable: true });
  expect([trial.hasChanged, broken(trial)]).toEqual([true, []]);
});

test.each(FUNCTIONS)(
  '%s changes nothing that AWS holds for a bad event',
  async (name) => {
    const options = { runs: RUNS, seed: SEED, instance, onlyBad: true };
    const { failure = 'none', refused } = await fuzz(bench, name, options);
    expect(failure).toBe('none');
    expect(refused).toBe(RUNS);
  },
  60_000 + 100 * RUNS,
);
