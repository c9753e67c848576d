import type { SlotState } from '../../shared/domain/slot/slot.ts';

/** A change of a slot, as the history answers it. */
export interface Change {
  readonly at: string;
  readonly slot: number;
  readonly kind: string;
  readonly from: SlotState;
  readonly to: SlotState;
  readonly reason: string;
  readonly onBehalfOf: string;
  readonly calls?: number | undefined;
}

/** A slot as it now stands. */
export interface Present {
  readonly slot: number;
  readonly state: SlotState;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One instance that was drained until it was empty. */
export interface Retirement {
  readonly slot: number;
  readonly beganMs: number;
  readonly stoppedMs: number;
  /** Undefined: nobody knew, or an older version wrote it. */
  readonly callsAtQuiesce: number | undefined;
  readonly callsAtStop: number | undefined;
  readonly why: string;
  /** What proved it empty. */
  readonly proof: string;
}

/** Calls that ended with their instance. */
export interface Cut {
  readonly atMs: number;
  readonly slot: number;
  readonly by: 'a person' | 'the definition' | 'a dead instance';
  readonly calls: number | undefined;
  readonly reason: string;
  readonly onBehalfOf: string;
}

/** What a fleet's own records say of a span of time. */
export interface Ledger {
  /** Instance-hours from EC2's launch to the sight of the termination. */
  readonly paid: number;
  readonly byState: Readonly<Record<PaidState, number>>;
  readonly launches: number;
  readonly takenBack: number;
  readonly retirements: readonly Retirement[];
  readonly cuts: readonly Cut[];
}

type PaidState = 'booting' | 'serving' | 'draining' | 'stopping';

const PAID: readonly PaidState[] = ['booting', 'serving', 'draining', 'stopping'];
const HOUR_MS = 3_600_000;

/** `changes`: oldest first; from long enough before the span that every slot's state at its beginning is among them. */
export function ledgerOf(
  changes: readonly Change[],
  present: readonly Present[],
  span: Span,
): Ledger {
  const bySlot = Map.groupBy(changes, ({ slot }) => slot);
  const stretches = present.flatMap(({ slot, state }) =>
    stretchesOf(bySlot.get(slot) ?? [], state),
  );
  const hoursIn = (state: PaidState) =>
    stretches
      .filter((stretch) => stretch.state === state)
      .reduce((sum, stretch) => sum + hoursWithin(stretch, span), 0);
  const byState = Object.fromEntries(PAID.map((state) => [state, hoursIn(state)])) as Record<
    PaidState,
    number
  >;
  const within = changes.filter((change) => isWithin(change, span));
  const count = (kind: string) => within.filter((change) => change.kind === kind).length;
  return {
    paid: PAID.reduce((sum, state) => sum + byState[state], 0),
    byState,
    launches: count('launched'),
    takenBack: count('drain-taken-back'),
    retirements: within.flatMap((change) => retirementOf(change, bySlot.get(change.slot) ?? [])),
    cuts: within.flatMap(cutOf),
  };
}

interface Stretch extends Span {
  readonly state: SlotState;
}

/** Before its first change a slot was what that change found, and after its last it is what it is now. */
function stretchesOf(changes: readonly Change[], now: SlotState): Stretch[] {
  const [first] = changes;
  const began = Number.NEGATIVE_INFINITY;
  const end = Number.POSITIVE_INFINITY;
  if (!first) return [{ state: now, fromMs: began, toMs: end }];
  const before: Stretch = { state: first.from, fromMs: began, toMs: Date.parse(first.at) };
  const after = changes.map(({ at, to }, index) => {
    const next = changes[index + 1];
    return { state: to, fromMs: Date.parse(at), toMs: next ? Date.parse(next.at) : end };
  });
  return [before, ...after];
}

function hoursWithin(stretch: Span, span: Span): number {
  const ms = Math.min(stretch.toMs, span.toMs) - Math.max(stretch.fromMs, span.fromMs);
  return Math.max(0, ms) / HOUR_MS;
}

function isWithin({ at }: Change, { fromMs, toMs }: Span): boolean {
  const atMs = Date.parse(at);
  return atMs >= fromMs && atMs < toMs;
}

/** Of the change that proves a drained instance empty; its beginning may lie before the span. */
function retirementOf(change: Change, ofSlot: readonly Change[]): Retirement[] {
  if (change.kind !== 'proved-empty') return [];
  const stoppedMs = Date.parse(change.at);
  const began = ofSlot.findLast(
    ({ at, kind }) => kind === 'drain-began' && Date.parse(at) <= stoppedMs,
  );
  return [
    {
      slot: change.slot,
      beganMs: began ? Date.parse(began.at) : stoppedMs,
      stoppedMs,
      callsAtQuiesce: began?.calls,
      callsAtStop: change.calls,
      why: began?.reason ?? '',
      proof: change.reason,
    },
  ];
}

const CUTS: Readonly<Record<string, Cut['by']>> = {
  'calls-cut-by-person': 'a person',
  'calls-cut-by-policy': 'the definition',
  'instance-lost': 'a dead instance',
};

function cutOf({ kind, at, slot, calls, reason, onBehalfOf, from }: Change): Cut[] {
  const by = CUTS[kind];
  // What never served carried no calls.
  const carried = from === 'serving' || from === 'draining';
  if (!by || !carried || calls === 0) return [];
  return [{ atMs: Date.parse(at), slot, by, calls, reason, onBehalfOf }];
}
