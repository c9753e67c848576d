import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RoutingSnapshot } from '../../shared/domain/routing/snapshot.ts';
import { type Destination, destinationsOf } from '../../shared/softswitch/kamailio.ts';
import { KamailioError, type KamailioRpc } from '../../softswitch/follow/kamailio-rpc.ts';
import { kamailioSoftswitch } from '../../softswitch/follow/kamailio-softswitch.ts';
import { snapshotOf } from '../support/routes.ts';

/** Kamailio's dispatcher as the real one was seen to behave. */
function fakeKamailio() {
  const state = {
    file: [] as readonly Destination[],
    memory: [] as (Destination & { flags: string })[],
    calls: [] as string[],
    reloadsRefused: 0,
    /** The fewest destinations that there ever were between two calls. */
    fewest: Number.POSITIVE_INFINITY,
  };
  const act: Readonly<Record<string, (parameters: readonly unknown[]) => unknown>> = {
    'dispatcher.list': () => {
      if (state.memory.length === 0)
        throw new KamailioError('dispatcher.list', 500, 'No Destination Sets');
      return {
        RECORDS: [...Map.groupBy(state.memory, ({ set }) => set)].map(([ID, of]) => ({
          SET: {
            ID,
            TARGETS: of.map(({ uri, flags, attributes }) => ({
              DEST: { URI: uri, FLAGS: flags, ...(attributes && { ATTRS: { BODY: attributes } }) },
            })),
          },
        })),
      };
    },
    'dispatcher.add': ([set, uri, , , attributes]) =>
      state.memory.push({ set, uri, attributes, flags: 'AP' } as (typeof state.memory)[number]),
    'dispatcher.remove': ([set, uri]) => {
      state.memory = state.memory.filter((one) => one.set !== set || one.uri !== uri);
    },
    'dispatcher.set_state': ([flags, set, uri]) => {
      const found = state.memory.find((one) => one.set === set && one.uri === uri);
      if (!found) throw new KamailioError('dispatcher.set_state', 500, 'State Update Failed');
      found.flags = String(flags).toUpperCase();
    },
    'dispatcher.reload': () => {
      state.reloadsRefused -= 1;
      if (state.reloadsRefused >= 0)
        throw new KamailioError('dispatcher.reload', 500, 'Ongoing reload');
      state.memory = state.file.map((one) => ({ ...one, flags: 'AP' }));
    },
  };
  const rpc: KamailioRpc = async (method, parameters = []) => {
    state.calls.push(method);
    const result = act[method]?.(parameters);
    state.fewest = Math.min(state.fewest, state.memory.length);
    return result;
  };
  const softswitch = kamailioSoftswitch(rpc, 1, async () => undefined);
  /** As the follower does it: the file first. */
  const take = async (snapshot: RoutingSnapshot) => {
    state.file = destinationsOf(snapshot, { set: 1 });
    state.fewest = Number.POSITIVE_INFINITY;
    await softswitch.apply(snapshot);
  };
  return { state, softswitch, take };
}

const routes = fc
  .array(fc.option(fc.constantFrom(0, 25, 50, 100, 100, 100), { nil: undefined }), {
    minLength: 1,
    maxLength: 6,
  })
  .filter((weights) => weights.some((weight) => weight !== undefined));

test('after any changes Kamailio has what the routes say, and was never emptied on the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(routes, { minLength: 2, maxLength: 12 }), async (days) => {
      const { state, softswitch, take } = fakeKamailio();
      for (const [at, weights] of days.entries()) {
        const snapshot = snapshotOf(at + 1, weights);
        await take(snapshot);
        expect(await softswitch.drift(snapshot)).toEqual({ missing: [], extra: [] });
        expect(state.memory).toHaveLength(snapshot.routes.length);
        if (at > 0) expect(state.fewest).toBeGreaterThan(0);
      }
    }),
  );
});

test('a slot that comes or goes disturbs nothing: no reload', async () => {
  const { state, take } = fakeKamailio();
  await take(snapshotOf(1, [100, 100]));
  state.calls.length = 0;
  await take(snapshotOf(2, [100, 100, 100]));
  await take(snapshotOf(3, [undefined, 100, 100]));
  expect(state.calls).not.toContain('dispatcher.reload');
  expect(state.calls.filter((call) => call !== 'dispatcher.list')).toEqual([
    'dispatcher.add',
    'dispatcher.remove',
  ]);
});

test('a reload does not bring a dead destination back to life', async () => {
  const { state, take } = fakeKamailio();
  await take(snapshotOf(1, [100, 100]));
  for (const one of state.memory) if (one.uri.includes('100.2')) one.flags = 'IP';
  await take(snapshotOf(2, [100, 50]));
  expect(state.calls).toContain('dispatcher.reload');
  expect(state.memory.map(({ uri, flags }) => [uri, flags])).toEqual([
    ['sip:198.51.100.1:5060', 'AP'],
    ['sip:198.51.100.2:5060', 'IP'],
  ]);
});

test('a reload that comes too soon after another is made a little later', async () => {
  const { state, take } = fakeKamailio();
  state.reloadsRefused = 3;
  await take(snapshotOf(1, [100, 50]));
  expect(state.memory).toHaveLength(2);
});

test('a destination that stands twice, or has another share, is drift and is set right', async () => {
  const { state, softswitch, take } = fakeKamailio();
  const snapshot = snapshotOf(1, [100, 100]);
  await take(snapshot);
  const [first] = state.memory;
  if (first) state.memory.push({ ...first });
  expect(await softswitch.drift(snapshot)).toEqual({ missing: [], extra: ['198.51.100.1'] });
  await softswitch.apply(snapshot);
  expect(await softswitch.drift(snapshot)).toEqual({ missing: [], extra: [] });
});
