import type { Call } from '../../../test/simulation/kernel/aws-edge.ts';

/** What `npm run package` packages unless it is told otherwise. */
export const PRICED_STAGE = 'dev';

/** What a replay cannot count; all of it is printed below the table. */
export const ASSUMED = {
  /** Of one answer, from the call on, milliseconds: the operation's own, or its service's. */
  latencyMs: {
    dynamodb: 8,
    sns: 30,
    servicequotas: 150,
    ec2: 150,
    RunInstances: 1_500,
    AssociateAddress: 500,
    DisassociateAddress: 500,
    CreateTags: 250,
    TerminateInstances: 500,
  },
  /**
   * Processor time of one call in the SDK (signing, HTTP, TLS), on a whole vCPU; the replay goes round it.
   * A quiet tick of seven calls takes 16 ms: `npm run bench:scale`, the line of one slot.
   */
  sdkCallMs: 2,
  /** Processor time of Lambda's own runtime for one run, on a whole vCPU. */
  runtimeMs: 2,
  /** A start of a container, which is paid for. `npm run bench:latency`: a cold run less a warm one. */
  coldStartMs: 560,
  /** A container that had nothing to do for so long is gone. */
  keptIdleMs: 10 * 60_000,
  /** No container lives longer. */
  livesMs: 2 * 3_600_000,
  /** Memory that comes with a whole vCPU. Source: Lambda developer guide, "Configure function memory". */
  mbOfOneCpu: 1_769,
  /**
   * Shards of the stream of a new table that is paid by use, one for each partition.
   * Source: DynamoDB developer guide, "On-demand capacity mode": 4,000 writes a second.
   */
  shards: 4,
  /** From one day to the next, of the load against the profile. */
  dayDeviation: 0.05,
  eventDelayMs: 2_000,
  alarmDelayMs: 3_000,
  messageDelayMs: 500,
  /** From a write to its record in the function, with the window of its event source. */
  streamDelayMs: 1_500,
  /** Of `asterfleet follow`, unless it is told otherwise. */
  pollMs: 30_000,
  longPollMs: 20_000,
} as const;

export function latencyOf({ service, operation }: Pick<Call, 'service' | 'operation'>): number {
  const byName: Readonly<Record<string, number>> = ASSUMED.latencyMs;
  return byName[operation] ?? ASSUMED.latencyMs[service];
}

/** How much longer a function takes than on a whole vCPU. */
export function slownessAt(memoryMb: number): number {
  return Math.max(1, ASSUMED.mbOfOneCpu / memoryMb);
}
