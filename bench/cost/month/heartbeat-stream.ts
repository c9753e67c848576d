import { createHandler } from '../../../functions/measure-load/handler.ts';
import { publish } from '../../../functions/measure-load/publish.ts';
import { contextOf, deployedName } from '../../../local/cloud/lambda-context.ts';
import type { Draw } from '../../../test/simulation/kernel/draw.ts';
import type { Scheduler } from '../../../test/simulation/kernel/scheduler.ts';
import type { Item } from '../../../test/simulation/world/expressions.ts';
import { itemSize, writeUnits } from '../prices/units.ts';
import { ASSUMED, PRICED_STAGE, slownessAt } from './assumed.ts';
import type { Ledger } from './ledger.ts';
import { processorMs } from './processor-time.ts';

export const MEASURE_LOAD = 'measure-load';
const WARMING_RUNS = 200;
const TIMED_RUNS = 100;

/** What the instances write, and the batches in which the stream hands it to measure-load. */
export class HeartbeatStream {
  beats = 0;
  writeUnits = 0;
  /** Utilisations told since they were last taken. */
  #told: number[] = [];
  readonly #scheduler: Scheduler;
  readonly #draw: Draw;
  readonly #windowMs: number;
  /** Of each instance, for as long as it lives. */
  readonly #shardOf = new Map<string, number>();
  /** Of a shard whose window is open, the utilisations in it. */
  readonly #open = new Map<number, number>();
  /** Batches by how many utilisations they hold. */
  readonly #batches = new Map<number, number>();

  constructor(scheduler: Scheduler, draw: Draw, windowMs: number) {
    this.#scheduler = scheduler;
    this.#draw = draw;
    this.#windowMs = windowMs;
  }

  written(item: Item): void {
    const { instanceArn, utilisation } = item;
    this.beats += 1;
    this.writeUnits += writeUnits(itemSize(item));
    if (utilisation !== undefined) this.#told.push(Number(utilisation));
    const shard = this.#shard(String(instanceArn));
    const inWindow = this.#open.get(shard);
    if (inWindow === undefined) this.#scheduler.after(this.#windowMs, () => this.#flush(shard));
    this.#open.set(shard, (inWindow ?? 0) + Number(utilisation !== undefined));
  }

  takeUtilisations(): readonly number[] {
    return this.#told.splice(0);
  }

  clear(): void {
    this.beats = 0;
    this.writeUnits = 0;
    this.#batches.clear();
  }

  /** Each size of batch is run for real, and counts as often as it came. Its lines must be captured under its name. */
  async settle(ledger: Ledger, memoryMb: number): Promise<void> {
    const handler = createHandler({ publish });
    const account = ledger.account(MEASURE_LOAD);
    const run = (size: number) =>
      handler(batchOf(size), contextOf(deployedName(PRICED_STAGE, MEASURE_LOAD), memoryMb));
    const repeat = async (size: number, runs: number) => {
      const sinceMs = processorMs();
      for (let time = 0; time < runs; time += 1) await run(size);
      return (processorMs() - sinceMs) / runs;
    };
    await repeat(1, WARMING_RUNS);
    ledger.readLines();
    let logBytes = 0;
    for (const [size, times] of this.#batches) {
      // The processor time of one run alone is less than the system counts by.
      const codeMs = await repeat(size, TIMED_RUNS);
      account.logBytes = 0;
      ledger.readLines();
      logBytes += (times * account.logBytes) / TIMED_RUNS;
      account.runs += times;
      account.codeMs += times * codeMs;
      const billedMs = Math.ceil((codeMs + ASSUMED.runtimeMs) * slownessAt(memoryMb));
      account.billedMs += times * billedMs;
    }
    account.logBytes = logBytes;
  }

  #flush(shard: number): void {
    const size = this.#open.get(shard) ?? 0;
    this.#open.delete(shard);
    this.#batches.set(size, (this.#batches.get(size) ?? 0) + 1);
  }

  #shard(instanceArn: string): number {
    const known = this.#shardOf.get(instanceArn);
    if (known !== undefined) return known;
    const shard = this.#draw.whole(0, ASSUMED.shards - 1);
    this.#shardOf.set(instanceArn, shard);
    return shard;
  }
}

/** Records of the stream, with what the function reads of them. */
function batchOf(size: number) {
  const NewImage = { fleet: { S: 'in-ngn' }, utilisation: { N: '72.73' } };
  return { Records: Array.from({ length: size }, () => ({ dynamodb: { NewImage } })) };
}
