import { NotNow } from '../../../domain/not-now.ts';

/** Of an account in a region. Source: EC2 developer guide, "Request throttling for the Amazon EC2 API". */
const BUCKETS = {
  RunInstances: { max: 5, perSecond: 2 },
  /** The instances that are asked for, in whatever number of requests. */
  launches: { max: 1_000, perSecond: 2 },
  TerminateInstances: { max: 100, perSecond: 5 },
  AssociateAddress: { max: 50, perSecond: 5 },
  DisassociateAddress: { max: 50, perSecond: 5 },
  CreateTags: { max: 100, perSecond: 10 },
} as const;

/** Longer than that nobody waits: by then the world has moved, and is looked at again. */
const WAIT_MAX_MS = 10_000;

export type Bucket = keyof typeof BUCKETS;

/** EC2's own token buckets, kept on this side so that it never has to refuse. */
export interface Pace {
  /** Returns when as many may be asked for. Throws NotNow, and takes nothing, where that is too long. */
  turn(wanted: Partial<Readonly<Record<Bucket, number>>>): Promise<void>;
  /** How many could have their turn from now on. */
  room(bucket: Bucket): number;
  /** EC2 has refused: others ask it too. */
  exhaust(bucket: Bucket): void;
}

export interface Time {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export function createPace({ now, sleep }: Time): Pace {
  const levels = new Map<Bucket, { left: number; atMs: number }>();
  const levelOf = (bucket: Bucket) => {
    const { max, perSecond } = BUCKETS[bucket];
    const nowMs = now();
    const level = levels.get(bucket) ?? { left: max, atMs: nowMs };
    level.left = Math.min(max, level.left + (perSecond * Math.max(0, nowMs - level.atMs)) / 1000);
    level.atMs = nowMs;
    levels.set(bucket, level);
    return level;
  };
  return {
    turn: async (wanted) => {
      const asked = Object.entries(wanted) as [Bucket, number][];
      const waits = asked.map(([bucket, count]) => {
        const lacks = count - levelOf(bucket).left;
        return Math.max(0, (1000 * lacks) / BUCKETS[bucket].perSecond);
      });
      const waitMs = Math.ceil(Math.max(...waits));
      if (waitMs > WAIT_MAX_MS) throw new NotNow(asked.map(([bucket]) => bucket).join(', '));
      // Taken before it is there, so that whoever comes next waits behind.
      for (const [bucket, count] of asked) levelOf(bucket).left -= count;
      if (waitMs > 0) await sleep(waitMs);
    },
    room: (bucket) => {
      const gained = (BUCKETS[bucket].perSecond * WAIT_MAX_MS) / 1000;
      return Math.max(0, Math.floor(levelOf(bucket).left + gained));
    },
    exhaust: (bucket) => {
      const level = levelOf(bucket);
      level.left = Math.min(0, level.left);
    },
  };
}
