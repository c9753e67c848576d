import { isDead } from '../../domain/cloud.ts';
import { NO_HISTORY } from '../../domain/load-history.ts';
import { OperatingError } from '../../domain/operating-error.ts';
import { isOccupied, type Slot } from '../../domain/slot/slot.ts';
import { slotFromTags } from '../../planner/care/missing.ts';
import { known } from '../../planner/observed.ts';
import { situationOf } from '../../planner/situation.ts';
import { note } from '../triggers/note.ts';
import type { Order } from './operate.ts';

/**
 * Makes again, from the tags in EC2, every slot whose record does not know the instance that runs
 * in it: after the table was restored from a backup, its records are of another time. Slots that the
 * table lacks are made by the loop itself. Throws `not-possible` when EC2 cannot be read.
 */
export async function rebuild(
  order: Order<{ readonly action: 'rebuild' }>,
): Promise<readonly string[]> {
  const { definition, state, nowMs, run, onBehalfOf, command } = order;
  const situation = await look(order);
  const did: string[] = [];
  for (const slot of state.slots) {
    if (!isAtOdds(situation, slot)) continue;
    const made = slotFromTags(situation, slot.number);
    if (!made) continue;
    const version = slot.version + 1;
    const generation = Math.max(slot.generation, made.generation);
    const after = { ...made, version, generation, onBehalfOf, untold: slot.untold };
    const { saved } = await run.ports.store.saveSlot(after, slot.version);
    if (saved) did.push(`slot ${slot.number}: ${slot.state} became ${made.state}`);
  }
  if (did.length === 0) return [];
  const { fleet } = definition;
  const { reason } = command;
  const what = did.join('; ');
  const change = {
    fleet,
    atMs: nowMs,
    kind: 'rebuilt',
    id: 'rebuild',
    what,
    reason,
    onBehalfOf,
  } as const;
  const unnoted = await note(run.ports.history, [change]);
  return [...did, ...unnoted.map(({ message }) => message)];
}

async function look({ definition, state, nowMs, run }: Order<{ readonly action: 'rebuild' }>) {
  const { cloud, heartbeats } = run.ports;
  const { fleet } = definition;
  try {
    const [instances, addresses] = await Promise.all([
      cloud.instances(fleet),
      cloud.addresses(fleet),
    ]);
    const beats = await heartbeats.read(instances.map(({ arn }) => arn));
    const observed = {
      ...state,
      samples: [],
      history: NO_HISTORY,
      published: state.routing?.published,
      shares: new Map<number, number>(),
      instances: known(instances),
      addresses: known(addresses),
      heartbeats: known(beats),
      impaired: new Set<string>(),
    };
    return situationOf(definition, observed, { nowMs, writer: run.runId });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new OperatingError('not-possible', `reading EC2: ${detail}; nothing was changed`, {
      cause,
    });
  }
}

/** One live instance has the slot's tags, and the record does not hold it or wait for it. */
function isAtOdds({ observed }: ReturnType<typeof situationOf>, slot: Slot): boolean {
  const instances = observed.instances.known ? observed.instances.value : [];
  const alive = instances.filter(
    (instance) => !isDead(instance) && instance.member?.slot === slot.number,
  );
  const [only, ...others] = alive;
  if (!only || others.length > 0) return false;
  if (slot.state === 'launching') return slot.intent.token !== only.order;
  return !isOccupied(slot) || slot.instance.id !== only.id;
}
