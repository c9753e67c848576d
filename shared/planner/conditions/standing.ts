import { clockFace } from '../../domain/definition/calendar.ts';
import type { Condition } from '../../domain/notice.ts';
import { isActive, type Override } from '../../domain/standing/override.ts';
import { isFrozen } from '../../domain/standing/standing.ts';
import { isOutdated } from '../scaling/leaving.ts';
import type { Situation } from '../situation.ts';
import type { Outcome } from './conditions.ts';

const EXPIRING_MS = 10 * 60_000;

/** What people, alarms and AWS have set going, from its start to its end. */
export function ofStanding(situation: Situation, outcome: Outcome): Condition[] {
  return [
    ...overrides(situation),
    ...surge(situation, outcome),
    ...freeze(situation),
    ...replacement(situation, outcome),
    ...warnings(situation),
    ...preflight(situation),
  ];
}

function overrides({ observed, definition, nowMs }: Situation): Condition[] {
  const active = observed.standing.overrides.filter((override) => isActive(override, nowMs));
  return active.map((override) => ofOverride(override, definition.timeZone, nowMs));
}

/** Told when it starts, when it is about to expire, and when it has ended. */
function ofOverride(override: Override, timeZone: string, nowMs: number): Condition {
  const { id, instances, untilMs, reason, onBehalfOf } = override;
  const isExpiring = untilMs - nowMs <= EXPIRING_MS;
  const until = clockFace(timeZone, untilMs);
  return {
    key: `override:${id}`,
    severity: 'info',
    stage: isExpiring ? 1 : 0,
    says: `override of at least ${instances} instances ${isExpiring ? 'expires' : 'until'} ${until}`,
    detail: `Asked by ${onBehalfOf}: ${reason}.`,
    whatToDo: isExpiring ? 'Ask again if it is still needed.' : 'Cancel it when it is not needed.',
    over: `the override of at least ${instances} instances has ended`,
    endsAtOnce: true,
  };
}

function surge({ definition, nowMs }: Situation, { surge: standing }: Outcome): Condition[] {
  if (!standing || nowMs >= standing.untilMs) return [];
  const until = clockFace(definition.timeZone, standing.untilMs);
  return [
    {
      key: 'surge',
      severity: 'warning',
      says: `surge: room for ${standing.channels} channels is provided until ${until} at least`,
      detail: `Seen: ${standing.because}.`,
      whatToDo: 'If you know the cause, say for how long with an override.',
      over: 'the surge has ended',
      endsAtOnce: true,
    },
  ];
}

function freeze({ observed, definition, nowMs }: Situation): Condition[] {
  const { freeze: standing } = observed.standing;
  if (!standing || !isFrozen(observed.standing, nowMs)) return [];
  const { untilMs, launchesToo, reason, onBehalfOf } = standing;
  const until = untilMs ? `until ${clockFace(definition.timeZone, untilMs)}` : 'until unfrozen';
  return [
    {
      key: 'frozen',
      severity: launchesToo ? 'warning' : 'info',
      over: 'no longer frozen',
      says: `frozen ${until}: nothing is retired${launchesToo ? ' or launched' : ''}`,
      detail: `By ${onBehalfOf}: ${reason}.`,
      whatToDo: 'Unfreeze the fleet when the reason is gone.',
      endsAtOnce: true,
    },
  ];
}

function replacement(situation: Situation, { slots }: Outcome): Condition[] {
  const { replacement: standing } = situation.observed.standing;
  const old = slots.filter((slot) => isOutdated(situation, slot)).length;
  if (!standing || old === 0) return [];
  return [
    {
      key: `replacing:${standing.requestedAtMs}`,
      severity: 'info',
      says: 'instances are being replaced one by one',
      over: 'instances are no longer being replaced',
      detail: `By ${standing.onBehalfOf}: ${standing.reason}. ${old} are left.`,
      whatToDo: 'Nothing: each leaves once another serves in its stead.',
      endsAtOnce: true,
    },
  ];
}

function warnings({ observed, nowMs }: Situation): Condition[] {
  const slots = observed.slots.filter((slot) => 'instance' in slot);
  return observed.standing.warnings.flatMap(({ instanceId, says, notBeforeMs = nowMs }) => {
    const slot = slots.find(({ instance }) => instance.id === instanceId);
    if (!slot) return [];
    const at = new Date(notBeforeMs).toISOString().slice(0, 16);
    return [
      {
        key: `warned:${instanceId}`,
        severity: 'warning' as const,
        says: `AWS will act on ${instanceId} of slot ${slot.number} from ${at}Z: ${says}`,
        whatToDo: 'Nothing: it is replaced, and drained before that.',
        endsAtOnce: true,
      },
    ];
  });
}

function preflight({ observed }: Situation): Condition[] {
  const failed = observed.standing.preflight?.checks.filter(({ result }) => result === 'failed');
  return (failed ?? []).map(({ check, says, whatToDo = 'Mend it before the rise.' }) => ({
    key: `preflight:${check}`,
    severity: 'warning',
    says: `preflight: ${says}`,
    whatToDo,
    endsAtOnce: true,
  }));
}
