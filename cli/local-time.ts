import { Temporal } from 'temporal-polyfill';
import { iso } from '../shared/domain/time.ts';
import type { StatusAnswer } from './answers.ts';
import { eventOf, type Functions } from './connection/functions.ts';
import { notUnderstood } from './errors.ts';
import { minutesIn } from './values.ts';

/** The fleet's own clock: a replayed day has another than this machine. */
export interface FleetClock {
  readonly fleet: string;
  readonly timeZone: string;
  readonly nowMs: number;
}

export async function fleetClock(
  functions: Functions,
  fleet: string | undefined,
): Promise<FleetClock & { readonly status: StatusAnswer }> {
  const question = eventOf({ show: 'status', fleet });
  const status = await functions.invoke<StatusAnswer>('describeFleet', question);
  const { fleet: name, timeZone, at } = status;
  return { fleet: name, timeZone, nowMs: Date.parse(at), status };
}

const EXPECTED =
  'a local time such as 10:15, 2026-11-23 or 2026-11-23T10:15, or one with its offset';

/** Epoch milliseconds of what a person writes; `10:15` is of today. Throws CommandError. */
export function timeIn(what: string, text: string, { timeZone, nowMs }: FleetClock): number {
  try {
    if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
    const local = /^\d\d:\d\d$/.test(text)
      ? now.toPlainDate().toPlainDateTime(Temporal.PlainTime.from(text))
      : Temporal.PlainDateTime.from(text);
    return local.toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    throw notUnderstood(`${what}: expected ${EXPECTED}, found ${text}`);
  }
}

interface SpanGiven {
  readonly since?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** From `--from` or `--since` to `--to`; `unsaid` is how far back where neither is said. */
export function spanIn({ since, from, to }: SpanGiven, clock: FleetClock, unsaid: string) {
  if (since !== undefined && from !== undefined)
    throw notUnderstood('--since and --from: expected one of them');
  const toMs = to === undefined ? clock.nowMs + 1 : timeIn('--to', to, clock);
  const minutes = minutesIn('--since', since ?? unsaid);
  const fromMs = from === undefined ? toMs - minutes * 60_000 : timeIn('--from', from, clock);
  if (fromMs < toMs) return { fromMs, toMs };
  throw notUnderstood(`--to: expected a time after ${iso(fromMs)}, found ${iso(toMs)}`);
}

/** Options of what looks at the past; so far unless it is told otherwise. */
export function spanOptions(unsaid: string) {
  return {
    since: { type: 'string', value: 'TIME', says: `so far back: 90m, 8h, 7d (${unsaid})` },
    from: {
      type: 'string',
      value: 'WHEN',
      says: 'or from then: 10:15, 2026-11-23, 2026-11-23T10:15; local',
    },
    to: { type: 'string', value: 'WHEN', says: 'until then (now)' },
  } as const;
}
