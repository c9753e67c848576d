import { changeNotices } from '../../domain/change-notices.ts';
import { chunks } from '../../domain/chunks.ts';
import { followConditions } from '../../domain/conditions.ts';
import { type Condition, conditionNotice, type Notice } from '../../domain/notice.ts';
import { ration } from '../../domain/notice-budget.ts';
import { tellingOf } from '../../domain/notice-kinds.ts';
import type { Slot, SlotChange } from '../../domain/slot/slot.ts';
import type { ConditionsRecord } from '../../ports/fleet-store.ts';
import { attempt, attemptEach, saveSlot, type Tick } from './tick.ts';

/** A change that cannot be recorded keeps only so many slots from being told. */
const RECORDED_AT_ONCE = 25;

/**
 * Records every change that is not yet recorded, tells what changed and which conditions started or
 * ended, within what an hour allows, and only then forgets it. A run that dies in between leaves it
 * to the next: the record is the same record, the notice has the same id.
 */
export async function tell(
  tick: Tick,
  before: ConditionsRecord | undefined,
  conditions: readonly Condition[],
): Promise<void> {
  const { definition, nowMs, ports } = tick;
  const { fleet, timeZone, notices } = definition;
  const slots = await recordChanges(tick);
  const { active, started, ended, isChanged } = followConditions(
    before?.active ?? [],
    conditions,
    nowMs,
  );
  const at = { atMs: nowMs, timeZone };
  const fresh = [
    ...changeNotices(
      slots.flatMap(({ untold }) => untold.filter(isNotable)),
      definition,
    ),
    ...started.map((condition) => conditionNotice(fleet, condition, 'started', at)),
    ...ended.map((condition) => conditionNotice(fleet, condition, 'ended', at)),
  ];
  const where = { fleet, timeZone, perHour: notices.perHour };
  const waiting = before?.untold ?? [];
  const unheard = fresh.filter(({ id }) => !waiting.some((notice) => notice.id === id));
  const rationed = ration(before?.budget, unheard, where, nowMs);
  const untold: readonly Notice[] = [...waiting, ...rationed.tell];
  const { budget } = rationed;
  if (isChanged || untold.length > 0 || budget !== before?.budget) {
    const version = (before?.version ?? 0) + 1;
    const record = { version, active, untold, budget };
    // Another run told something meanwhile: what is left is for the next one.
    if (!(await ports.store.saveConditions(fleet, record))) return;
    for (const notice of untold) await ports.operationsTopic.publish(notice);
    if (untold.length > 0)
      await ports.store.saveConditions(fleet, { ...record, version: version + 1, untold: [] });
  }
  await Promise.all(
    slots.map((slot) => attempt(tick, 'closing a change', () => forget(tick, slot))),
  );
}

/** Those slots whose changes are now in the history. */
async function recordChanges(tick: Tick): Promise<Slot[]> {
  const changed = [...tick.slots.values()]
    .filter(({ untold }) => untold.length > 0)
    .toSorted((a, b) => a.number - b.number);
  const recorded: Slot[] = [];
  await attemptEach(tick, 'recording changes', chunks(changed, RECORDED_AT_ONCE), async (slots) => {
    await tick.ports.history.addChanges(slots.flatMap(({ untold }) => untold));
    recorded.push(...slots);
  });
  return recorded.toSorted((a, b) => a.number - b.number);
}

async function forget(tick: Tick, slot: Slot): Promise<void> {
  await saveSlot(tick, slot, {
    ...slot,
    untold: [],
    version: slot.version + 1,
    writer: tick.writer,
  });
}

function isNotable({ kind }: SlotChange): boolean {
  return !tellingOf(kind).isQuiet;
}
