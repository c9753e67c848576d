import type { Metrics } from '@aws-lambda-powertools/metrics';
import { isServing, type Slot } from '../../shared/domain/slot/slot.ts';
import type { Decision, Reconciliation } from '../../shared/usecases/reconcile/report.ts';

const STATES = ['draining', 'stopping', 'vacant'] as const;
const FLAGS = ['silent', 'unhealthy', 'overdue'] as const;

/** What the dashboard draws and the alarms watch, with the fleet as dimension; once a minute. */
export function measure(
  { fleet, decision, slots, errors }: Reconciliation,
  metrics: Metrics,
): void {
  // The alarm on a dead controller looks at this one: it is there for every tick, and 1 only for a whole one.
  const Ticks = errors.length === 0 ? 1 : 0;
  const values = { Ticks, ...(decision && { ...ofDecision(decision, slots), ...ofSlots(slots) }) };
  for (const [name, value] of Object.entries(values)) {
    const own = metrics.singleMetric();
    own.addDimension('fleet', fleet);
    own.addMetric(name, 'Count', value);
  }
}

function ofDecision(decision: Decision, slots: readonly Slot[]) {
  const { desired, serving, coming, load, unacknowledgedMs } = decision;
  const unacknowledgedSeconds = Math.round(unacknowledgedMs / 1000);
  const capacity = { desired, serving, coming, unacknowledgedSeconds };
  if (!load.known) return capacity;
  const { channels, attemptsPerSecond } = load.sample;
  const limits = slots.filter(isServing).map(({ instance }) => instance.placement.limit);
  const limit = limits.reduce((sum, each) => sum + each, 0);
  const utilisation = limit > 0 ? { utilisation: (100 * channels) / limit } : {};
  return { ...capacity, channels, attemptsPerSecond, ...utilisation };
}

function ofSlots(slots: readonly Slot[]): Record<string, number> {
  const inState = (state: string) => slots.filter((slot) => slot.state === state).length;
  const flagged = (flag: (typeof FLAGS)[number]) =>
    slots.filter((slot) => 'flags' in slot && slot.flags[flag]).length;
  return Object.fromEntries([
    ...STATES.map((state) => [state, inState(state)] as const),
    ...FLAGS.map((flag) => [flag, flagged(flag)] as const),
  ]);
}
