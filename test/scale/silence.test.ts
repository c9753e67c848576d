import { afterEach, expect, test } from '@jest/globals';
import { openStage, type Stage } from '../../local/replay/stage.ts';
import { openPorts } from '../../shared/composition/open-ports.ts';
import { reconcileFleet } from '../../shared/usecases/reconcile/reconcile-fleet.ts';
import { FLEET_TEXT, heartbeat, NIGHT_MS, serving } from '../support/fleet.ts';

const SLOTS = 60;
const CHANNELS = 40;
const MINUTES = 13;
const MINUTE_MS = 60_000;
const fleetText = FLEET_TEXT.replace(/^slots: .*$/m, `slots: ${SLOTS}`);

let stage: Stage | undefined;
afterEach(() => stage?.close());

/** A quarter of an hour of the night with twice the instances that the calls need; the last ones are silent. */
async function liveThrough(silent: number) {
  let nowMs = NIGHT_MS;
  const now = () => nowMs;
  stage = await openStage({ now, fleet: 'in-ngn', fleetText, slots: SLOTS });
  const { store, history, sendHeartbeats } = stage;
  const numbers = Array.from({ length: SLOTS }, (_, index) => index + 1);
  await Promise.all(
    numbers.map((number) =>
      store.saveSlot({ ...serving(number, NIGHT_MS), untold: [] }, undefined),
    ),
  );
  const { fleets, ...deployment } = openPorts({ now, sleep: async () => undefined });
  const [definition] = fleets;
  if (!definition) throw new Error('opening the fleet: there is none');
  for (; nowMs < NIGHT_MS + MINUTES * MINUTE_MS; nowMs += MINUTE_MS) {
    const heard = numbers.slice(0, SLOTS - silent);
    await sendHeartbeats(
      heard.map((number) => heartbeat(`i-${number}`, nowMs, { channels: CHANNELS })),
    );
    await reconcileFleet(definition, { ...deployment, runId: `run at ${nowMs}` });
  }
  const { slots } = await store.read('in-ngn', SLOTS);
  const load = await history.readLoad('in-ngn', NIGHT_MS, nowMs);
  return {
    left: slots.filter(({ state }) => state === 'draining').length,
    silent: slots.flatMap((slot) => ('flags' in slot && slot.flags.silent ? slot.state : [])),
    recorded: load.map(({ channels }) => channels),
  };
}

test('a large fleet shrinks past one silent instance, and records the load as if it were like the others', async () => {
  const { left, silent, recorded } = await liveThrough(1);
  expect(left).toBeGreaterThan(0);
  expect(silent).toEqual(['serving']);
  expect(recorded).toEqual(Array.from({ length: MINUTES }, () => SLOTS * CHANNELS));
});

test('with more of them silent it keeps what it has, and records nothing', async () => {
  expect(await liveThrough(2)).toEqual({ left: 0, silent: ['serving', 'serving'], recorded: [] });
});
