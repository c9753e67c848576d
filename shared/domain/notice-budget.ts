import { clockFace } from './definition/calendar.ts';
import { type Notice, type Severity, writeNotice } from './notice.ts';

const HOUR_MS = 3_600_000;
/** Of what an hour allows, so that there is room for what is worse. */
const SHARE: Readonly<Record<Severity, number>> = { info: 0.5, warning: 0.75, critical: 1 };
const LISTED_MAX = 40;

/** How many people were told in this hour, and what was held back for its end. */
export interface NoticeBudget {
  readonly fromMs: number;
  readonly told: number;
  readonly held: readonly Held[];
}

type Held = Pick<Notice, 'id' | 'severity' | 'subject'>;

export interface Ration {
  readonly tell: readonly Notice[];
  readonly budget: NoticeBudget | undefined;
}

interface Where {
  readonly fleet: string;
  readonly timeZone: string;
  readonly perHour: number;
}

/**
 * Which notices go out now, so that an hour never holds more than `perHour` and two more: that some
 * are held back, and what they were. The same notice again is no other notice.
 */
export function ration(
  before: NoticeBudget | undefined,
  notices: readonly Notice[],
  where: Where,
  nowMs: number,
): Ration {
  const isOver = before && nowMs - before.fromMs >= HOUR_MS;
  const summary = isOver && before.held.length > 0 ? [summaryOf(before, where, nowMs)] : [];
  const standing = isOver ? undefined : before;
  if (notices.length === 0) return { tell: summary, budget: standing };
  const start = standing ?? { fromMs: nowMs, told: 0, held: [] };
  const spent = notices.reduce((ration, notice) => spend(ration, notice, where), {
    tell: [] as readonly Notice[],
    budget: start,
  });
  const isFirst = start.held.length === 0 && spent.budget.held.length > 0;
  const hint = isFirst ? [hintOf(spent.budget, where, nowMs)] : [];
  return { tell: [...summary, ...spent.tell, ...hint], budget: spent.budget };
}

function spend(
  { tell, budget }: { readonly tell: readonly Notice[]; readonly budget: NoticeBudget },
  notice: Notice,
  { perHour }: Where,
) {
  const { id, severity, subject } = notice;
  if (budget.held.some((held) => held.id === id)) return { tell, budget };
  if (budget.told < Math.floor(perHour * SHARE[severity]))
    return { tell: [...tell, notice], budget: { ...budget, told: budget.told + 1 } };
  return { tell, budget: { ...budget, held: [...budget.held, { id, severity, subject }] } };
}

function hintOf({ fromMs, held }: NoticeBudget, where: Where, nowMs: number): Notice {
  const { fleet, timeZone, perHour } = where;
  const until = clockFace(timeZone, fromMs + HOUR_MS);
  return writeNotice({
    id: `${fleet}/holding-back/${fromMs}`,
    fleet,
    severity: held.some(isCritical) ? 'critical' : 'warning',
    atMs: nowMs,
    timeZone,
    headline: `more than ${perHour} notices an hour: the rest comes as a summary at ${until}`,
    lines: ['What to do: look at the status of the fleet; much is happening at once.'],
    brief: 'Look at the status of the fleet.',
  });
}

function summaryOf({ fromMs, held }: NoticeBudget, where: Where, nowMs: number): Notice {
  const { fleet, timeZone } = where;
  const since = clockFace(timeZone, fromMs);
  const critical = held.filter(isCritical).length;
  const worst = critical > 0 ? 'critical' : 'warning';
  const listed = held.slice(0, LISTED_MAX).map(({ subject }) => `- ${subject}`);
  const more = held.length - listed.length;
  return writeNotice({
    id: `${fleet}/held-back/${fromMs}`,
    fleet,
    severity: held.every(({ severity }) => severity === 'info') ? 'info' : worst,
    atMs: nowMs,
    timeZone,
    headline: `${held.length} notices were held back since ${since}, ${critical} of them critical`,
    lines: [...listed, ...(more > 0 ? [`- and ${more} more: see the history`] : [])],
    brief: 'The e-mail lists them.',
  });
}

function isCritical({ severity }: Held): boolean {
  return severity === 'critical';
}
