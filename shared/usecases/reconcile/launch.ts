import { chunks } from '../../domain/chunks.ts';
import { type LaunchOrder, ORDER_MEMBERS_MAX, orderToken } from '../../domain/launch-order.ts';
import type { LaunchingSlot, Placement, Slot, VacantSlot } from '../../domain/slot/slot.ts';
import type { Launch } from '../../planner/action.ts';
import { versionToLaunch } from '../../planner/launching/caution.ts';
import { choosePlacements } from '../../planner/launching/placement.ts';
import type { LaunchGround } from '../../ports/cloud.ts';
import { callOrder } from './call-order.ts';
import { attempt, attemptEach, changeSlot, type Tick } from './tick.ts';

/** After a refusal the next zone or type is tried at once, but not without end. */
const ROUNDS_MAX = 3;

/** Claims the slots, then asks EC2, and asks elsewhere for those that it refused. */
export async function launch(tick: Tick, { slots, caution, reason }: Launch): Promise<void> {
  const ground = await tick.ports.cloud.launchGround(tick.definition.fleet);
  const { version, count } = versionToLaunch(caution, ground.templateVersion, slots.length);
  const from = { ...ground, templateVersion: version };
  const { room = count } = ground;
  if (room < count) tick.left.push(`launching ${count - room} more`);
  let wanted = slots.slice(0, Math.min(room, count)).map(({ number }) => number);
  for (let round = 1; round <= ROUNDS_MAX && wanted.length > 0; round += 1) {
    const tokens = await claim(tick, wanted, from, reason);
    await Promise.all(tokens.map((token) => callFor(tick, token, true)));
    const refused = tokens.length > 0;
    wanted = refused ? wanted.filter((number) => isVacant(tick.slots.get(number))) : [];
  }
}

/** The first call for a new order, or the same again for one whose outcome is not known. */
export async function callFor(tick: Tick, token: string, isRefusalFinal: boolean): Promise<void> {
  await attempt(tick, `launch order ${token}`, async () => {
    const held = heldBy(tick, token);
    const order = await standingOrder(tick, held);
    if (!order) return;
    // Some of its slots may have been given back already: the same call would launch for them too.
    if (order.isRefused) return giveBack(tick, held, 'EC2 had refused the order');
    await callOrder(tick, order, isRefusalFinal);
    const isMember = ({ number }: Slot) => order.members.some(({ slot }) => slot === number);
    const late = held.filter((slot) => !isMember(slot));
    await giveBack(tick, late, 'the order was placed before this slot joined it');
  });
}

function giveBack(tick: Tick, slots: readonly LaunchingSlot[], reason: string): Promise<void> {
  return attemptEach(tick, 'giving back a slot', slots, (slot) =>
    changeSlot(tick, slot, { kind: 'launch-refused' }, reason),
  );
}

/**
 * Writes the intent into each slot. Returns the tokens of which every slot was claimed by this run: where
 * another run claimed one of them that one is calling, and what is left is repeated by the next tick.
 */
async function claim(
  tick: Tick,
  numbers: readonly number[],
  ground: LaunchGround,
  reason: string,
): Promise<string[]> {
  const { definition, deployment, nowMs } = tick;
  const slots = [...tick.slots.values()];
  const { refused } = tick;
  const placements = choosePlacements(
    definition,
    { ...ground, refused, slots },
    numbers.length,
    nowMs,
  );
  const tokens: string[] = [];
  for (const { placement, members } of group(numbers, placements)) {
    const vacant = members.map((number) => tick.slots.get(number)).filter(isVacant);
    const named = vacant.map(({ number, generation }) => ({
      slot: number,
      generation: generation + 1,
    }));
    const token = orderToken(deployment, definition.fleet, named, placement);
    const intent = { token, placement, orderedAtMs: tick.ports.clock.now() };
    let claimed = 0;
    await attemptEach(tick, 'claiming a slot', vacant, async (slot) => {
      if (!(await changeSlot(tick, slot, { kind: 'claimed', intent }, reason))) return;
      claimed += 1;
      tick.claimed.add(slot.number);
    });
    if (claimed === vacant.length) tokens.push(token);
  }
  return tokens;
}

function heldBy(tick: Tick, token: string): LaunchingSlot[] {
  return [...tick.slots.values()]
    .filter((slot): slot is LaunchingSlot => slot.state === 'launching')
    .filter(({ intent }) => intent.token === token)
    .toSorted((a, b) => a.number - b.number);
}

/** The order under a token, made of the slots that hold it if nobody has written it yet. */
async function standingOrder(
  { ports, definition }: Tick,
  held: readonly LaunchingSlot[],
): Promise<LaunchOrder | undefined> {
  const [first] = held;
  if (!first) return undefined;
  const members = held.map(({ number, generation }) => ({ slot: number, generation }));
  const order = { fleet: definition.fleet, ...first.intent, members, isRefused: false };
  return ports.store.placeOrder(order);
}

interface Group {
  readonly placement: Placement;
  readonly members: readonly number[];
}

/** One order for each zone and type, of at most so many members as its tag can name. */
function group(numbers: readonly number[], placements: readonly Placement[]): Group[] {
  const bySubnet = Map.groupBy(placements.keys(), (index) => placements[index]?.subnetId);
  return [...bySubnet.values()].flatMap((indexes) =>
    chunks(indexes, ORDER_MEMBERS_MAX).flatMap((chunk) => {
      const placement = placements[chunk[0] ?? -1];
      const members = chunk.map((index) => numbers[index] ?? -1);
      return placement ? [{ placement, members }] : [];
    }),
  );
}

function isVacant(slot: Slot | undefined): slot is VacantSlot {
  return slot?.state === 'vacant';
}
