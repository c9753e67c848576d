import type { Lab } from '../lab.ts';

const EVERY_MS = 250;

/** What the Asterisks themselves count, looked at four times a second. */
export interface Census {
  /** Channels up in the whole fleet at the last look. */
  readonly channels: number;
  /** The most calls that were up at one look. */
  readonly peak: number;
  /** When each instance was first seen with a call that came from the softswitch. */
  readonly firstCalls: ReadonlyMap<string, number>;
  close(): void;
}

export function takeCensus({ instances, clock }: Pick<Lab, 'instances' | 'clock'>): Census {
  const firstCalls = new Map<string, number>();
  const found = { channels: 0, peak: 0 };
  let isLooking = false;
  const look = async () => {
    const counted = await Promise.all(
      instances.up.map(async (instance) => ({
        id: instance.id,
        metrics: await instance.metrics(),
      })),
    );
    const atMs = clock.now();
    found.channels = counted.reduce((sum, { metrics }) => sum + (metrics?.channels ?? 0), 0);
    found.peak = Math.max(found.peak, found.channels);
    for (const { id, metrics } of counted)
      if (metrics && metrics.inbound > 0 && !firstCalls.has(id)) firstCalls.set(id, atMs);
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, EVERY_MS);
  return {
    get channels() {
      return found.channels;
    },
    get peak() {
      return found.peak;
    },
    firstCalls,
    close: () => clearInterval(timer),
  };
}
