// How hot the hottest key gets in a tick over a large fleet: `npm run bench:keys`.
import { parseArgs } from 'node:util';
import { openStage } from '../../local/replay/stage.ts';
import { itemSize, readUnits, writeUnits } from '../cost/prices/units.ts';
import { type DynamoItem, partitionBytes, valuesOf } from './contents.ts';
import { censusOf, fleetTextOf } from './fleet-of.ts';
import { seed } from './seed.ts';

/** Of one partition, a second. Source: DynamoDB developer guide, "Best practices for partition keys". */
const LIMIT = { read: 3_000, write: 1_000 };
const TICK_SECONDS = 60;

interface Asked {
  readonly Item?: DynamoItem;
  readonly Key?: DynamoItem;
  readonly ExpressionAttributeValues?: DynamoItem;
}

const { values } = parseArgs({
  options: { slots: { type: 'string', default: '10000' }, json: { type: 'boolean' } },
});
const census = censusOf(Number(values.slots));
let backMs = 0;
const stage = await openStage({
  now: () => Date.now() - backMs,
  fleet: 'in-ngn',
  fleetText: fleetTextOf(census),
  slots: census.slots,
});
await seed(stage, census, (ms) => {
  backMs = ms;
});
const contents = await partitionBytes(stage.fleetTable);
const reads = new Map<string, number>();
const writes = new Map<string, number>();
const itemWrites = new Map<string, number>();
stage.cloud.onRequest(({ service, action, body = '{}' }) => {
  if (service === 'dynamodb') count(action, JSON.parse(body) as Asked);
});
await stage.tick();
await stage.close();

function count(action: string, { Item, Key, ExpressionAttributeValues }: Asked) {
  const key = Item ?? Key ?? {};
  const pk = key['pk']?.S ?? ExpressionAttributeValues?.[':pk']?.S ?? '';
  if (action === 'Query') {
    add(reads, pk, readUnits(contents.get(pk) ?? 0));
  } else if (action === 'PutItem' || action === 'UpdateItem') {
    add(writes, pk, writeUnits(itemSize(valuesOf(Item ?? ExpressionAttributeValues ?? {}))));
    add(itemWrites, `${pk} ${key['sk']?.S ?? ''}`, 1);
  }
}

function add(map: Map<string, number>, key: string, units: number): void {
  map.set(key, (map.get(key) ?? 0) + units);
}

function hottest(map: ReadonlyMap<string, number>): readonly [string, number] {
  return [...map].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0]);
}

const line = (cells: readonly (string | number)[]) =>
  cells.map((cell, index) => String(cell)[index ? 'padStart' : 'padEnd'](index ? 34 : 44)).join('');
const [readKey, readMost] = hottest(reads);
const [writeKey, writeMost] = hottest(writes);
const [itemKey, itemMost] = hottest(itemWrites);
const heartbeatMs = 10_000;
const perBeat = 1000 / heartbeatMs;
const result = {
  slots: census.slots,
  readUnitsOfPartition: readMost,
  writeUnitsOfPartition: writeMost,
  writesOfItem: itemMost,
  heartbeatWritesOfItemASecond: perBeat,
  heartbeatWritesOfTableASecond: (census.serving + census.draining) * perBeat,
};
process.stdout.write(
  [
    line(['in one tick, with 100 of 10,000 launching', 'the hottest', 'units a tick']),
    line(['read units of a partition', readKey, readMost]),
    line(['write units of a partition', writeKey, writeMost]),
    line(['writes of an item', itemKey, itemMost]),
    line(['limit of a partition in a second', `read ${LIMIT.read}`, `write ${LIMIT.write}`]),
    line([
      `the same in a minute (${TICK_SECONDS} s)`,
      `read ${LIMIT.read * TICK_SECONDS}`,
      `write ${LIMIT.write * TICK_SECONDS}`,
    ]),
    line(['heartbeats of an item in a second', 'its own partition key', perBeat]),
    line([
      'heartbeats of the table in a second',
      'spread by ARN',
      result.heartbeatWritesOfTableASecond,
    ]),
    '',
  ].join('\n'),
);
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
