import type { Drift } from '../../shared/domain/routing/acknowledgement.ts';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';
import { type Destination, destinationsOf } from '../../shared/softswitch/kamailio.ts';
import { KamailioError, type KamailioRpc } from './kamailio-rpc.ts';
import { type Loaded, loadedSets } from './kamailio-sets.ts';
import type { Softswitch } from './softswitch.ts';

/** Kamailio refuses a reload so soon after another (`reload_delta`, 5 s unless set). */
const RELOAD_TRIES = 8;
const RELOAD_WAIT_MS = 1_000;
const SETS = 3;

/**
 * Kamailio by JSON-RPC, beside its file. A slot that comes or goes is added or removed in memory,
 * which disturbs nothing else. What changes the shares is a reload, which swaps all at once but
 * forgets which destinations were down: they are marked again.
 */
export function kamailioSoftswitch(
  rpc: KamailioRpc,
  first: number,
  wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
): Softswitch {
  const loaded = () => loadedSets(rpc, first, first + SETS - 1);
  return {
    apply: async (snapshot) => {
      const wanted = destinationsOf(snapshot, { set: first });
      const before = await loaded();
      if (canBePushed(before, wanted)) await push(rpc, before, wanted);
      else await reload(rpc, before, wanted, wait);
    },
    drift: async (snapshot) => driftOf(await loaded(), snapshot, first),
  };
}

/** What stays stays as it is, and something stays: an empty set is gone and comes back as another. */
function canBePushed(before: readonly Loaded[], wanted: readonly Destination[]): boolean {
  const staying = before.filter((one) => wanted.some((other) => isSamePlace(one, other)));
  const isAsWanted = staying.every((one) =>
    wanted.some((other) => isSamePlace(one, other) && one.attributes === other.attributes),
  );
  const moves = wanted.some((one) =>
    before.some((other) => one.uri === other.uri && one.set !== other.set),
  );
  const isOnce = new Set(before.map(placeOf)).size === before.length;
  return staying.length > 0 && isAsWanted && !moves && isOnce;
}

/** First what comes, so that there is never less than before or after. */
async function push(
  rpc: KamailioRpc,
  before: readonly Loaded[],
  wanted: readonly Destination[],
): Promise<void> {
  for (const one of wanted)
    if (!before.some((other) => isSamePlace(one, other)))
      await rpc('dispatcher.add', [one.set, one.uri, 0, 0, one.attributes]);
  for (const one of before)
    if (!wanted.some((other) => isSamePlace(one, other)))
      await rpc('dispatcher.remove', [one.set, one.uri]);
}

async function reload(
  rpc: KamailioRpc,
  before: readonly Loaded[],
  wanted: readonly Destination[],
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await rpc('dispatcher.reload');
      break;
    } catch (error) {
      const isTooSoon = error instanceof KamailioError && /ongoing reload/i.test(error.message);
      if (!isTooSoon || tries === RELOAD_TRIES) throw error;
      await wait(RELOAD_WAIT_MS);
    }
  }
  for (const { uri, flags } of before.filter((one) => !one.flags.startsWith('A')))
    for (const one of wanted.filter((each) => each.uri === uri))
      await rpc('dispatcher.set_state', [flags.toLowerCase(), one.set, uri]);
}

/** Shares count as well as addresses: a slot in the wrong set is both missing and extra. */
function driftOf(loaded: readonly Loaded[], snapshot: RoutingSnapshot, first: number): Drift {
  const wanted = destinationsOf(snapshot, { set: first });
  const isIn = (list: readonly Destination[]) => (one: Destination) =>
    list.some((other) => isSamePlace(one, other) && one.attributes === other.attributes);
  const places = new Set<string>();
  const isTwice = (one: Destination) => {
    const has = places.has(placeOf(one));
    places.add(placeOf(one));
    return has;
  };
  return {
    missing: addressesOf(wanted.filter((one) => !isIn(loaded)(one))),
    extra: addressesOf(loaded.filter((one) => isTwice(one) || !isIn(wanted)(one))),
  };
}

function addressesOf(destinations: readonly Destination[]): string[] {
  return [...new Set(destinations.map(({ uri }) => /^sip:([^:;]+)/.exec(uri)?.[1] ?? uri))];
}

function isSamePlace(one: Destination, other: Destination): boolean {
  return placeOf(one) === placeOf(other);
}

function placeOf({ set, uri }: Destination): string {
  return `${set} ${uri}`;
}
