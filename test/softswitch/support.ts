import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Drift } from '../../shared/domain/routing/acknowledgement.ts';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';
import { createFollower, type Follower } from '../../softswitch/follow/follower.ts';
import { keptIn } from '../../softswitch/follow/record.ts';
import type { RoutingService } from '../../softswitch/follow/routing-service.ts';
import type { Softswitch } from '../../softswitch/follow/softswitch.ts';

/** A controller's side of the routes, in memory. */
export interface FakeService extends RoutingService {
  present: RoutingSnapshot | undefined;
  isAway: boolean;
  readonly told: { readonly revision: number; readonly drift?: Drift }[];
}

export function fakeService(): FakeService {
  const told: { revision: number; drift?: Drift }[] = [];
  return {
    present: undefined,
    isAway: false,
    told,
    async read(known) {
      if (this.isAway) throw new Error('AWS is away');
      const acknowledged = Math.max(0, ...told.map(({ revision }) => revision));
      const isKnown = !this.present || this.present.revision === known;
      return { snapshot: isKnown ? undefined : this.present, acknowledged };
    },
    async acknowledge(revision, drift) {
      if (this.isAway) throw new Error('AWS is away');
      told.push({ revision, ...(drift && { drift }) });
    },
  };
}

/** A softswitch that reads its file when it is told to, and can be made not to. */
export interface FakeSoftswitch extends Softswitch {
  isDeaf: boolean;
  routed: readonly string[];
}

export function fakeSoftswitch(file: string): FakeSoftswitch {
  return {
    isDeaf: false,
    routed: [],
    async apply() {
      if (!this.isDeaf) this.routed = addressesIn(readFileSync(file, 'utf8'));
    },
    async drift({ routes }) {
      const wanted = routes.map(({ address }) => address);
      const missing = wanted.filter((address) => !this.routed.includes(address));
      return { missing, extra: this.routed.filter((address) => !wanted.includes(address)) };
    },
  };
}

function addressesIn(text: string): string[] {
  return text.match(/198\.51\.100\.\d+/g) ?? [];
}

export interface Bench {
  readonly file: string;
  readonly recordFile: string;
  readonly service: FakeService;
  readonly softswitch: FakeSoftswitch;
  readonly lines: string[];
  /** A follower as it starts on what is on disk. */
  start(): Follower;
  close(): void;
}

/** A disk may take a tenth of a second for each file that is to outlive it. */
const MEMORY = '/dev/shm';

export function openBench(): Bench {
  const base = existsSync(MEMORY) ? MEMORY : tmpdir();
  const folder = mkdtempSync(join(base, 'asterfleet-follow-'));
  const file = join(folder, 'dispatcher.list');
  const recordFile = join(folder, 'record.json');
  const service = fakeService();
  const softswitch = fakeSoftswitch(file);
  const lines: string[] = [];
  return {
    file,
    recordFile,
    service,
    softswitch,
    lines,
    start: () =>
      createFollower({
        fleet: 'in-ngn',
        set: 1,
        files: [{ format: 'kamailio', file }],
        softswitch,
        kept: keptIn(recordFile, 'in-ngn'),
        service,
        log: (line) => lines.push(line),
      }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
