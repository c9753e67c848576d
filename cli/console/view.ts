import type { LaneSpan } from '../../local/replay/record.ts';
import type { Answers, PlanStep, Status } from './answers.ts';
import { capacityOf, lanesOfDay } from './day-so-far.ts';
import { type EventLine, eventsOf } from './events.ts';

type Point = readonly [atMs: number, channels: number];

/** What the page draws: one fleet, the local day, and the present moment. Times are epoch milliseconds. */
export interface View {
  readonly fleet: string;
  readonly timeZone: string;
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly slotsMax: number;
  readonly planned: number;
  readonly limit: number;
  readonly projectedBy: string;
  readonly projected: readonly Point[];
  readonly actual: readonly Point[];
  /** Planned channels of what served, each change a step, up to now. */
  readonly capacity: readonly Point[];
  /** Planned channels of what will be wanted, from now on. */
  readonly ahead: readonly Point[];
  readonly lanes: readonly LaneSpan[];
  readonly decision: Decision | undefined;
  readonly slots: readonly SlotLine[];
  readonly troubles: readonly Trouble[];
  readonly next: readonly PlanStep[];
  readonly events: readonly EventLine[];
}

export interface Decision {
  readonly atMs: number;
  readonly desired: number;
  readonly decidedBy: string;
  readonly detail: string;
  readonly serving: number;
  /** In use; undefined where no tick knew it. */
  readonly channels: number | undefined;
  /** What every way of looking at it asks for, the most first. */
  readonly claims: readonly Claim[];
}

interface Claim {
  readonly source: string;
  readonly instances: number;
  readonly detail: string;
}

export type SlotLine = Status['slots'][number];

export interface Trouble {
  readonly severity: 'info' | 'warning' | 'critical';
  readonly sinceMs: number | undefined;
  readonly says: string;
  readonly whatToDo: string;
}

const NEXT_STEPS = 6;

export function viewOf({ status, day, plan, history, load }: Answers): View {
  const fromMs = Date.parse(day.from);
  const toMs = Date.parse(day.to);
  const atMs = Date.parse(status.at);
  const { planned, limit } = day.channels;
  const lanes = lanesOfDay(status.slots, history.changes, { fromMs, toMs: Math.min(atMs, toMs) });
  return {
    fleet: status.fleet,
    timeZone: status.timeZone,
    atMs,
    fromMs,
    toMs,
    slotsMax: day.slots,
    planned,
    limit,
    projectedBy: day.projectedBy,
    projected: day.projected.map(({ at, channels }) => [Date.parse(at), channels]),
    actual: load.samples.map(({ at, channels }) => [Date.parse(at), channels]),
    capacity: capacityOf(lanes, planned, { fromMs, toMs: atMs }),
    ahead: aheadOf(plan.steps, planned, toMs),
    lanes,
    decision: decisionOf(status),
    slots: status.slots,
    troubles: troublesOf(status),
    next: plan.steps.slice(1, NEXT_STEPS + 1),
    events: eventsOf(history.changes),
  };
}

/** A step holds to the next one, the last to the end of the day. */
function aheadOf(steps: readonly PlanStep[], planned: number, toMs: number): Point[] {
  const points = steps
    .map(({ at, instances }): Point => [Date.parse(at), instances * planned])
    .filter(([atMs]) => atMs < toMs);
  const last = points.at(-1);
  return last ? [...points, [toMs, last[1]]] : [];
}

function decisionOf({ decision }: Status): Decision | undefined {
  if (!decision) return undefined;
  const { at, desired, decidedBy, detail, serving, load, claims = [] } = decision;
  return {
    atMs: Date.parse(at),
    desired,
    decidedBy,
    detail,
    serving,
    channels: load?.channels,
    claims: claims.toSorted((a, b) => b.instances - a.instances),
  };
}

const RANK = { critical: 0, warning: 1, info: 2 } as const;

/** What lasts, what an alarm says, and what this very answer lacks; the worst first. */
function troublesOf({ conditions, standing, problems }: Status): Trouble[] {
  const ofConditions = conditions.map(({ severity, since, says, detail, whatToDo }) => ({
    severity,
    sinceMs: Date.parse(since),
    says: detail ? `${says}. ${detail.replace(/\.$/, '')}` : says,
    whatToDo,
  }));
  const ofAlarms = standing.alarms
    .filter(({ isHigh }) => isHigh)
    .map(({ name, since }) => ({
      severity: 'warning' as const,
      sinceMs: Date.parse(since),
      says: `CloudWatch's alarm ${name} is on`,
      whatToDo: 'It is answered by a surge; see whether instances are coming.',
    }));
  const ofAnswer = problems.map((problem) => ({
    severity: 'warning' as const,
    sinceMs: undefined,
    says: `cannot be read: ${problem}`,
    whatToDo: 'Look at the errors of describeFleet if it lasts.',
  }));
  const all: Trouble[] = [...ofConditions, ...ofAlarms, ...ofAnswer];
  return all.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
}
