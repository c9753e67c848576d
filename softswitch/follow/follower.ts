import { writeWhole } from '../../shared/adapters/files/write-whole.ts';
import type { Drift } from '../../shared/domain/routing/acknowledgement.ts';
import { readRoutingMessage } from '../../shared/domain/routing/message.ts';
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
  /** The revision that the softswitch is known to have taken; 0 before the first. */
  readonly revision: number;
  /** The revision that the controller is known to know of; 0 before the first. */
  readonly acknowledged: number;
  /** A message of the routing topic: late, twice, out of order or none at all. */
  hear(text: string): Promise<void>;
  /** Reads the present routes, and acknowledges again what is not known to be. */
  poll(): Promise<void>;
  /** Compares what the softswitch routes to with what it should, and sets it right. */
  check(): Promise<void>;
}

export function createFollower(options: FollowerOptions): Follower {
  const { kept, service, log } = options;
  const state: State = { options, standing: kept.read(), acknowledged: 0, told: undefined };
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
    get acknowledged() {
      return state.acknowledged;
    },
    hear: (text) =>
      inTurn(async () => {
        const snapshot = readRoutingMessage(text);
        if (snapshot) await take(state, snapshot);
        else log(`left alone: a message that is no routing snapshot (${text.length} characters)`);
      }),
    poll: () =>
      inTurn(async () => {
        const known = state.standing?.revision ?? 0;
        const { snapshot, acknowledged } = await service.read(known);
        state.acknowledged = acknowledged;
        if (snapshot) await take(state, snapshot);
        const revision = state.standing?.revision ?? 0;
        // Its record may have been lost, there or on the way.
        if (revision > acknowledged && revision === known) await tell(state, revision);
      }),
    check: () => inTurn(() => check(state)),
  };
}

interface State {
  readonly options: FollowerOptions;
  standing: RoutingSnapshot | undefined;
  acknowledged: number;
  /** The drift that the controller knows of. */
  told: Drift | undefined;
}

async function take(state: State, snapshot: RoutingSnapshot): Promise<void> {
  const { fleet, log } = state.options;
  const verdict = judge(state.standing, snapshot, fleet);
  if (verdict.is === 'refused') log(`refused: ${verdict.because}`);
  if (verdict.is !== 'newer') return;
  await apply(state, snapshot);
  state.options.kept.write(snapshot);
  state.standing = snapshot;
  log(`applied revision ${snapshot.revision}: ${snapshot.reason}`);
  await tell(state, snapshot.revision);
}

/** The files first: a softswitch that starts anew in between has the newest. Then what runs, read back. */
async function apply({ options }: State, snapshot: RoutingSnapshot): Promise<void> {
  const { files, softswitch, set } = options;
  for (const { format, file } of files) writeWhole(file, written(format, snapshot, { set }));
  await softswitch.apply(snapshot);
  const drift = await softswitch.drift(snapshot);
  if (differs(drift))
    throw new Error(`revision ${snapshot.revision}: the softswitch ${describeDrift(drift)}`);
}

/** What cannot be told now is told at the next poll. */
async function tell(state: State, revision: number, drift?: Drift): Promise<void> {
  const { service, log } = state.options;
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
  const found = await options.softswitch.drift(standing);
  if (differs(found)) {
    options.log(`drift at revision ${standing.revision}: the softswitch ${describeDrift(found)}`);
    await apply(state, standing).catch((error: unknown) => options.log(messageOf(error)));
  }
  const left = differs(found) ? await options.softswitch.drift(standing) : found;
  if (differs(left)) await tell(state, standing.revision, left);
  else if (state.told) await tell(state, standing.revision);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
