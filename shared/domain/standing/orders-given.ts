import type { FleetChange } from '../fleet-change.ts';
import { iso } from '../time.ts';
import type { Override } from './override.ts';
import type { Freeze, Replacement, Standing } from './standing.ts';

/**
 * The history that what stands implies: the same records however often it is asked, so that one
 * which could not be written is written when the order is given again.
 */
export function ordersGiven(fleet: string, standing: Standing): FleetChange[] {
  const { overrides, freeze, replacement, surge } = standing;
  return [
    ...overrides.flatMap((override) => ofOverride(fleet, override)),
    ...(freeze ? ofFreeze(fleet, freeze) : []),
    ...(replacement ? ofReplacement(fleet, replacement) : []),
    ...(surge
      ? [
          {
            fleet,
            atMs: surge.sinceMs,
            kind: 'surge-began' as const,
            id: 'surge',
            what: 'a surge is provided for',
            reason: surge.because,
            onBehalfOf: surge.onBehalfOf,
          },
        ]
      : []),
  ];
}

export function ofOverride(fleet: string, override: Override): FleetChange[] {
  const { id, instances, fromMs, untilMs, reason, onBehalfOf, cancelled } = override;
  const what = `at least ${instances} instances until ${iso(untilMs)}`;
  const set = { fleet, atMs: fromMs, kind: 'override-set', id, what, reason, onBehalfOf } as const;
  if (!cancelled) return [set];
  const over = `the override of at least ${instances} instances is cancelled`;
  return [set, { fleet, ...cancelled, kind: 'override-cancelled', id, what: over }];
}

function ofFreeze(fleet: string, freeze: Freeze): FleetChange[] {
  const { sinceMs, untilMs, launchesToo, reason, onBehalfOf, lifted } = freeze;
  const kept = launchesToo ? 'nothing is retired or launched' : 'nothing is retired';
  const what = lifted || untilMs === undefined ? kept : `${kept} until ${iso(untilMs)}`;
  const id = 'freeze';
  const set = { fleet, atMs: sinceMs, kind: 'frozen', id, what, reason, onBehalfOf } as const;
  if (!lifted) return [set];
  return [set, { fleet, ...lifted, kind: 'unfrozen', id, what: 'no longer frozen' }];
}

function ofReplacement(fleet: string, replacement: Replacement): FleetChange[] {
  const { requestedAtMs, reason, onBehalfOf, ended } = replacement;
  const base = { fleet, id: 'replacement' } as const;
  const began = {
    ...base,
    atMs: requestedAtMs,
    kind: 'replacement-began',
    what: 'every instance is replaced, one by one',
    reason,
    onBehalfOf,
  } as const;
  if (!ended) return [began];
  return [began, { ...base, ...ended, kind: 'replacement-ended', what: 'no more are replaced' }];
}
