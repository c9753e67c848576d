import { clockFace } from '../../domain/definition/calendar.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';
import { isComing, isServing, type Slot } from '../../domain/slot/slot.ts';
import type { Override } from '../../domain/standing/override.ts';
import { iso } from '../../domain/time.ts';
import type { Reconciliation } from '../reconcile/report.ts';

/** What an emergency did, for the person who asked; times are ISO 8601. */
export interface ScaleOut {
  readonly fleet: string;
  readonly timeZone: string;
  readonly override: {
    readonly id: string;
    readonly instances: number;
    readonly reason: string;
    readonly onBehalfOf: string;
    readonly from: string;
    readonly expires: string;
  };
  /** The same request was made before, and still is one request. */
  readonly isRepetition: boolean;
  readonly serving: readonly number[];
  /** Slots that will serve, and when their instances are expected to. */
  readonly coming: readonly { readonly slot: number; readonly readyFrom: string }[];
  /** Wanted, and neither there nor coming. */
  readonly missing: number;
  /** When all that is wanted is expected in service; absent while some of it is missing. */
  readonly readyFrom?: string;
  /** Of all `instances`, and of those that nothing else asked for; absent without a price in the definition. */
  readonly usdPerHour?: { readonly all: number; readonly added: number };
  readonly problems: readonly string[];
  readonly says: string;
}

interface Outcome {
  readonly result: Reconciliation;
  readonly nowMs: number;
  readonly isRepetition: boolean;
}

export function scaleOutOf(
  definition: FleetDefinition,
  override: Override,
  { result, nowMs, isRepetition }: Outcome,
): ScaleOut {
  const serving = result.slots.filter(isServing).map(({ number }) => number);
  const coming = result.slots.filter(isComing).map((slot) => arrivalOf(definition, slot, nowMs));
  const missing = Math.max(0, override.instances - serving.length - coming.length);
  const needed = coming
    .map(({ readyAtMs }) => readyAtMs)
    .toSorted((a, b) => a - b)
    .slice(0, Math.max(0, override.instances - serving.length));
  const readyFromMs = Math.max(nowMs, ...needed);
  const isOver = override.cancelled !== undefined || nowMs >= override.untilMs;
  const usdPerHour = costOf(definition, override, result);
  return {
    fleet: definition.fleet,
    timeZone: definition.timeZone,
    override: shown(override),
    isRepetition,
    serving,
    coming: coming.map(({ slot, readyAtMs }) => ({ slot, readyFrom: iso(readyAtMs) })),
    missing,
    ...(missing === 0 && !isOver && { readyFrom: iso(readyFromMs) }),
    ...(usdPerHour && { usdPerHour }),
    problems: result.errors.map(({ message }) => message),
    says: isOver
      ? `this request has ended; ask with a new requestId`
      : sentence(definition, override, { missing, readyFromMs, nowMs }),
  };
}

function arrivalOf({ instance }: FleetDefinition, slot: Slot, nowMs: number) {
  const launchedAtMs = slot.state === 'booting' ? slot.instance.launchedAtMs : slot.sinceMs;
  const readyAtMs = Math.max(nowMs, launchedAtMs + instance.usualBoot);
  return { slot: slot.number, readyAtMs };
}

function shown({ id, instances, reason, onBehalfOf, fromMs, untilMs }: Override) {
  return { id, instances, reason, onBehalfOf, from: iso(fromMs), expires: iso(untilMs) };
}

function costOf({ instance }: FleetDefinition, { instances }: Override, result: Reconciliation) {
  const price = instance.types[0]?.usdPerHour;
  if (price === undefined) return undefined;
  const claims = result.decision?.claims ?? [];
  const others = claims.filter(({ source }) => source !== 'override');
  const without = Math.max(0, ...others.map((claim) => claim.instances));
  const cents = (usd: number) => Math.round(usd * 10_000) / 10_000;
  const added = Math.max(0, instances - without);
  return { all: cents(instances * price), added: cents(added * price) };
}

function sentence(
  { timeZone }: FleetDefinition,
  { instances, untilMs }: Override,
  state: { readonly missing: number; readonly readyFromMs: number; readonly nowMs: number },
): string {
  const until = clockFace(timeZone, untilMs);
  const { missing, readyFromMs, nowMs } = state;
  if (missing > 0)
    return `at least ${instances} until ${until}; ${missing} could not be launched yet and are tried again every minute`;
  const from =
    readyFromMs > nowMs ? `from about ${clockFace(timeZone, readyFromMs)}` : 'already now';
  return `at least ${instances} instances in service ${from}, until ${until}`;
}
