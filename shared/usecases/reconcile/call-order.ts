import type { CloudInstance, OrderMember } from '../../domain/cloud.ts';
import type { LaunchOrder, RefusedOffering } from '../../domain/launch-order.ts';
import { NotNow } from '../../domain/not-now.ts';
import type { SlotEvent } from '../../domain/slot/life.ts';
import type { Slot } from '../../domain/slot/slot.ts';
import type { LaunchOutcome } from '../../ports/cloud.ts';
import { attemptEach, changeSlot, type Tick } from './tick.ts';

/**
 * So long after its slots were claimed a run may begin to call for a new order: with the wait for its turn
 * and every attempt of the SDK it is over before another run takes it for dead (`care/launching.ts`).
 */
const CALLED_WITHIN_MS = 12_000;
/** EC2 advises to wait minutes; a quota takes a person. */
const REFUSED_FOR_MS = { zone: 3 * 60_000, type: 10 * 60_000 } as const;

/**
 * Calls EC2 for one order and writes the outcome into the slots that still wait for it. A refusal that is not
 * final says nothing of the call before it, which may have launched.
 */
export async function callOrder(
  tick: Tick,
  order: LaunchOrder,
  isRefusalFinal: boolean,
): Promise<void> {
  const { clock, cloud } = tick.ports;
  const isLate = isRefusalFinal && clock.now() - order.orderedAtMs > CALLED_WITHIN_MS;
  if (isLate && tick.nowMs <= order.orderedAtMs) throw new NotNow(`calling for ${order.token}`);
  const outcome = await cloud.launch(order);
  switch (outcome.is) {
    case 'launched':
      return settle(tick, order, outcome.instances);
    case 'refused':
      if (isRefusalFinal || outcome.scope === 'order') return refuse(tick, order, outcome);
      throw new Error(`outcome unknown: ${outcome.code}, after a call that was not answered`);
    case 'unknown':
      // The slots keep waiting, and the next tick asks again; that it is so must be seen.
      throw new Error(`outcome unknown: ${outcome.because}`);
  }
}

async function settle(
  tick: Tick,
  order: LaunchOrder,
  instances: readonly CloudInstance[],
): Promise<void> {
  const byIndex = new Map(instances.map((instance) => [instance.launchIndex, instance]));
  const launched = order.members.flatMap((member, index) => {
    const instance = byIndex.get(index);
    return instance ? [{ member, instance }] : [];
  });
  await attemptEach(tick, 'noting an instance', launched, ({ member, instance: found }) => {
    const { id, arn, launchedAtMs } = found;
    const instance = { id, arn, launchedAtMs, placement: order.placement };
    return change(tick, order, member, { kind: 'launched', instance }, `EC2 launched ${id}`);
  });
  const short = order.members.filter((_, index) => !byIndex.has(index));
  if (short.length === 0) return;
  const code = `capacity for ${launched.length} of ${order.members.length}`;
  await giveBack(tick, order, short, { code, scope: 'zone' });
}

type Refusal = Pick<Extract<LaunchOutcome, { readonly is: 'refused' }>, 'code' | 'scope'>;

async function refuse(tick: Tick, order: LaunchOrder, refusal: Refusal): Promise<void> {
  await tick.ports.store.markRefused(order);
  await giveBack(tick, order, order.members, refusal);
}

/** First what EC2 refused is remembered, so that the next attempt goes elsewhere. */
async function giveBack(
  tick: Tick,
  order: LaunchOrder,
  members: readonly OrderMember[],
  { code, scope }: Refusal,
): Promise<void> {
  const { zone, instanceType } = order.placement;
  if (scope !== 'order') {
    const offering: RefusedOffering = {
      zone: scope === 'zone' ? zone : '*',
      instanceType,
      code,
      refusedAtMs: tick.nowMs,
      untilMs: tick.nowMs + REFUSED_FOR_MS[scope],
    };
    await tick.ports.store.saveRefused(order.fleet, offering);
    tick.refused.push(offering);
  }
  const reason = `EC2 refused ${instanceType} in ${zone}: ${code}`;
  await attemptEach(tick, 'giving back a slot', members, (member) =>
    change(tick, order, member, { kind: 'launch-refused' }, reason),
  );
}

async function change(
  tick: Tick,
  { token }: LaunchOrder,
  { slot: number, generation }: OrderMember,
  event: SlotEvent,
  reason: string,
): Promise<void> {
  const slot = tick.slots.get(number);
  if (!slot || !isWaiting(slot, token) || slot.generation !== generation) return;
  await changeSlot(tick, slot, event, reason);
}

function isWaiting(slot: Slot, token: string): boolean {
  return slot.state === 'launching' && slot.intent.token === token;
}
