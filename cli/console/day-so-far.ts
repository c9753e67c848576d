import { lanesOf } from '../../local/replay/lanes.ts';
import type { LaneSpan } from '../../local/replay/record.ts';
import type { SlotChange } from '../../shared/domain/slot/slot.ts';
import type { Change, Status } from './answers.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Each slot's life since the day began, the one that it then led included. */
export function lanesOfDay(
  slots: Status['slots'],
  changes: readonly Change[],
  { fromMs, toMs }: Span,
): LaneSpan[] {
  const steps = changes.filter(isOfSlot).map((change) => stepOf(change, Date.parse(change.at)));
  const starts = slots.map(({ slot, state, reason }) => {
    const first = steps.find((step) => step.slot === slot && step.from !== step.to);
    const at = { slot, from: 'vacant' as const, to: first?.from ?? state, atMs: fromMs };
    return stepOf({ ...at, reason: first ? 'since before' : reason }, fromMs);
  });
  return lanesOf([...starts.filter(({ to }) => to !== 'vacant'), ...steps], fromMs, toMs);
}

/** Planned channels of the instances that served, as steps; a moment with several changes is one step. */
export function capacityOf(
  lanes: readonly LaneSpan[],
  planned: number,
  { fromMs, toMs }: Span,
): (readonly [number, number])[] {
  const serving = lanes.filter(({ state }) => state === 'serving');
  const edges = serving.flatMap((lane) => [lane.fromMs, lane.toMs]).filter((at) => at < toMs);
  const moments = [...new Set([fromMs, ...edges])].toSorted((a, b) => a - b);
  const at = (ms: number) =>
    serving.filter((lane) => lane.fromMs <= ms && ms < lane.toMs).length * planned;
  const last = moments.at(-1) ?? fromMs;
  return [...moments.map((ms) => [ms, at(ms)] as const), [toMs, at(last)] as const];
}

type OfSlot = Extract<Change, { readonly slot: number }>;

function isOfSlot(change: Change): change is OfSlot {
  return 'slot' in change;
}

type Step = Pick<SlotChange, 'slot' | 'from' | 'to' | 'reason'>;

/** Of a lane nothing counts but which state follows which, when and why. */
function stepOf({ slot, from, to, reason }: Step, atMs: number): SlotChange {
  const rest = { fleet: '', generation: 0, version: 0, kind: '', onBehalfOf: '' };
  return { ...rest, slot, from, to, reason, atMs };
}
