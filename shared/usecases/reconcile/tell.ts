import { followConditions } from '../../domain/conditions.ts';
import { type Condition, changeNotice, conditionNotice, type Notice } from '../../domain/notice.ts';
import type { Slot, SlotChange } from '../../domain/slot/slot.ts';
import type { ConditionsRecord } from '../../ports/fleet-store.ts';
import { attempt, saveSlot, type Tick } from './tick.ts';

/** Changes that are of no interest to a person by themselves; they are in the history. */
const QUIET = new Set(['launched', 'proved-empty', 'rested']);

/**
 * Records and tells every change that is not yet told, and only then forgets it. A run that dies in
 * between leaves it to the next: the record is the same record, the notice has the same id.
 */
export async function tellChanges(tick: Tick): Promise<void> {
  const slots = [...tick.slots.values()].filter(({ untold }) => untold.length > 0);
  await Promise.all(
    slots.map((slot) => attempt(tick, `telling of slot ${slot.number}`, () => tell(tick, slot))),
  );
}

async function tell(tick: Tick, slot: Slot): Promise<void> {
  const { history, operationsTopic } = tick.ports;
  for (const change of slot.untold) {
    await history.addChange(change);
    if (isNotable(change))
      await operationsTopic.publish(changeNotice(change, tick.definition.timeZone));
  }
  await saveSlot(tick, { ...slot, untold: [], version: slot.version + 1, writer: tick.writer });
}

function isNotable({ kind }: SlotChange): boolean {
  return !QUIET.has(kind);
}

/** Tells the conditions that started or ended since the last tick; those that last are not repeated. */
export async function tellConditions(
  tick: Tick,
  before: ConditionsRecord | undefined,
  conditions: readonly Condition[],
): Promise<void> {
  const { definition, nowMs, ports } = tick;
  const { fleet, timeZone } = definition;
  const { active, started, ended, isChanged } = followConditions(
    before?.active ?? [],
    conditions,
    nowMs,
  );
  const at = { atMs: nowMs, timeZone };
  const untold: Notice[] = [
    ...(before?.untold ?? []),
    ...started.map((condition) => conditionNotice(fleet, condition, 'started', at)),
    ...ended.map((condition) => conditionNotice(fleet, condition, 'ended', at)),
  ];
  if (!isChanged && untold.length === 0) return;
  const version = (before?.version ?? 0) + 1;
  const isOurs = await ports.store.saveConditions(fleet, { version, active, untold });
  if (!isOurs || untold.length === 0) return;
  for (const notice of untold) await ports.operationsTopic.publish(notice);
  await ports.store.saveConditions(fleet, { version: version + 1, active, untold: [] });
}
