import { textIn } from '../../shared/adapters/files/text-in.ts';
import { writeWhole } from '../../shared/adapters/files/write-whole.ts';
import type { Drift } from '../../shared/domain/routing/acknowledgement.ts';
import { readRoutingMessage } from '../../shared/domain/routing/message.ts';
import { readRoutingNotice } from '../../shared/domain/routing/notice-of-routes.ts';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';
import { type FormatName, written } from '../../shared/softswitch/formats.ts';
import { judge } from './judge.ts';
import type { Kept } from './record.ts';
import type { RoutingService } from './routing-service.ts';
import { describeDrift, differs, type Softswitch } from './softswitch.ts';

export interface FollowerOptions {
  readonly fleet: string;
  /** The first number of the fleet's sets or groups on the softswitch. */
  readonly set: number;
  readonly files: readonly { readonly format: FormatName; readonly file: string }[];
  readonly softswitch: Softswitch;
  readonly kept: Kept;
  readonly service: RoutingService;
  readonly log: (line: string) => void;
}

/** Keeps one softswitch on the newest routes. Its steps never overlap; each may fail and be repeated. */
export interface Follower {
  /** The newest revision that was taken in, on disk since; 0 before the first. */
  readonly revision: number;
  /** The revision that the softswitch was seen to route by; 0 before the first. */
  readonly applied: number;
  /** The revision that the controller is known to know of; 0 before the first. */
  readonly acknowledged: number;
  /** What the last check found and could not set right. */
  readonly drift: Drift | undefined;
  /** A message of the routing topic: late, twice, out of order or none at all. Throws when it is refused. */
  hear(text: string): Promise<void>;
  /** Reads the present routes, and does again what is not known to be done. Throws when they are refused. */
  poll(): Promise<void>;
  /** Compares what the softswitch routes to with what it should, and sets it right. */
  check(): Promise<void>;
}

export function createFollower(options: FollowerOptions): Follower {
  const { kept, log } = options;
  const state: State = {
    options,
    standing: kept.read(),
    applied: 0,
    acknowledged: 0,
    told: 'not known',
    drift: undefined,
  };
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other; the failure of one is its caller's. */
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const run = last.then(step);
    last = run.catch(() => undefined);
    return run;
  };
  return {
    get revision() {
      return state.standing?.revision ?? 0;
    },
    get applied() {
      return state.applied;
    },
    get acknowledged() {
      return state.acknowledged;
    },
    get drift() {
      return state.drift;
    },
    hear: (text) =>
      inTurn(async () => {
        const snapshot = readRoutingMessage(text);
        const notice = readRoutingNotice(text);
        if (snapshot) await take(state, snapshot);
        else if (notice?.fleet === options.fleet) await read(state);
        else log(`left alone: a message that is no routing snapshot (${text.length} characters)`);
      }),
    poll: () => inTurn(() => read(state)),
    check: () => inTurn(() => check(state)),
  };
}

interface State {
  readonly options: FollowerOptions;
  standing: RoutingSnapshot | undefined;
  applied: number;
  acknowledged: number;
  /** The drift that the controller knows of. */
  told: Drift | undefined | 'not known';
  drift: Drift | undefined;
}

async function read(state: State): Promise<void> {
  const { service } = state.options;
  const { snapshot, acknowledged } = await service.read(state.standing?.revision ?? 0);
  state.acknowledged = acknowledged;
  if (snapshot) await take(state, snapshot);
  await settle(state);
}

/**
 * On disk before anything is done with it, so that whatever fails or dies from here on, it is this
 * revision that is tried again, and never the one before.
 */
async function take(state: State, snapshot: RoutingSnapshot): Promise<void> {
  const { fleet, kept } = state.options;
  const verdict = judge(state.standing, snapshot, fleet);
  if (verdict.is === 'refused') throw new Error(`refused: ${verdict.because}`);
  if (verdict.is !== 'newer') return;
  kept.write(snapshot);
  state.standing = snapshot;
  await settle(state);
}

/** The softswitch routes by what stands, and the controller knows it; what is known to be so is left. */
async function settle(state: State): Promise<void> {
  const { standing, options } = state;
  if (!standing) return;
  const { revision, reason } = standing;
  if (state.applied !== revision) {
    const isThere =
      areFilesRight(options, standing) && isSame(await options.softswitch.drift(standing));
    if (!isThere) await apply(options, standing);
    state.applied = revision;
    options.log(`applied revision ${revision}: ${reason}`);
  }
  // Its record may have been lost, there or on the way.
  if (revision > state.acknowledged) await tell(state, revision);
}

/** The files first: a softswitch that starts anew in between has the newest. Then what runs, read back. */
async function apply(options: FollowerOptions, snapshot: RoutingSnapshot): Promise<void> {
  const { files, softswitch, set } = options;
  for (const { format, file } of files) writeWhole(file, written(format, snapshot, { set }));
  await softswitch.apply(snapshot);
  const drift = await softswitch.drift(snapshot);
  if (differs(drift))
    throw new Error(`revision ${snapshot.revision}: the softswitch ${describeDrift(drift)}`);
}

function areFilesRight({ files, set }: FollowerOptions, snapshot: RoutingSnapshot): boolean {
  return files.every(({ format, file }) => textIn(file) === written(format, snapshot, { set }));
}

/** Read back, and without a difference. */
function isSame(drift: Drift | undefined): boolean {
  return drift !== undefined && !differs(drift);
}

/** What cannot be told now is told at the next poll. */
async function tell(state: State, revision: number, drift?: Drift): Promise<void> {
  const { service, log } = state.options;
  state.told = 'not known';
  try {
    await service.acknowledge(revision, drift);
    state.acknowledged = revision;
    state.told = drift;
  } catch (error) {
    log(`not acknowledged: revision ${revision}: ${messageOf(error)}`);
  }
}

async function check(state: State): Promise<void> {
  const { standing, options } = state;
  if (!standing) return;
  if (state.applied !== standing.revision) return settle(state);
  const { revision } = standing;
  const found = await options.softswitch.drift(standing);
  if (differs(found))
    options.log(`drift at revision ${revision}: the softswitch ${describeDrift(found)}`);
  const isRight = !differs(found) && areFilesRight(options, standing);
  if (!isRight)
    await apply(options, standing).catch((error: unknown) => options.log(messageOf(error)));
  const left = isRight ? found : await options.softswitch.drift(standing);
  state.drift = differs(left) ? left : undefined;
  if (state.drift) await tell(state, revision, state.drift);
  else if (state.told) await tell(state, revision);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
