import type { Condition } from './notice.ts';

/** A condition that comes and goes is one condition: it is over when it has stayed away this long. */
const OVER_AFTER_MS = 15 * 60_000;

export interface ActiveCondition extends Condition {
  readonly sinceMs: number;
  /** Set while it is not seen; it may come back. */
  readonly goneSinceMs?: number;
}

export interface ConditionsChange {
  readonly active: readonly ActiveCondition[];
  readonly started: readonly ActiveCondition[];
  readonly ended: readonly ActiveCondition[];
  readonly isChanged: boolean;
}

/** What starts, lasts and ends, given what was active and what is seen now. One that got worse starts again. */
export function followConditions(
  before: readonly ActiveCondition[],
  seen: readonly Condition[],
  nowMs: number,
): ConditionsChange {
  const isSame = (a: Condition) => (b: Condition) => a.key === b.key && !isWorse(b, a);
  const started = seen
    .filter((condition) => !before.some((was) => isSame(was)(condition)))
    .map((condition) => ({ ...condition, sinceMs: nowMs }));
  const known = before.filter(({ key }) => !started.some((fresh) => fresh.key === key));
  const followed = known.map((was) => follow(was, seen, nowMs));
  const ended = followed.filter((condition) => isOver(condition, nowMs));
  const active = [...followed.filter((condition) => !ended.includes(condition)), ...started];
  const isChanged =
    active.length !== before.length || active.some((condition) => !before.includes(condition));
  return { active, started, ended, isChanged };
}

function follow(was: ActiveCondition, seen: readonly Condition[], nowMs: number): ActiveCondition {
  const isSeen = seen.some(({ key }) => key === was.key);
  if (isSeen === (was.goneSinceMs === undefined)) return was;
  const { goneSinceMs: _, ...present } = was;
  return isSeen ? present : { ...present, goneSinceMs: nowMs };
}

function isOver({ goneSinceMs, endsAtOnce }: ActiveCondition, nowMs: number): boolean {
  if (goneSinceMs === undefined) return false;
  return endsAtOnce === true || nowMs - goneSinceMs >= OVER_AFTER_MS;
}

const RANK = { info: 0, warning: 1, critical: 2 } as const;

function isWorse(a: Condition, b: Condition): boolean {
  return RANK[a.severity] > RANK[b.severity] || (a.stage ?? 0) > (b.stage ?? 0);
}
