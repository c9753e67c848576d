import { clockFace } from '../../shared/domain/definition/calendar.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { historyOfSamples, NO_HISTORY } from '../../shared/domain/load-history.ts';
import { localDateOf } from '../../shared/domain/local-clock.ts';
import { iso } from '../../shared/domain/time.ts';
import { outlook } from '../../shared/planner/outlook.ts';
import type { PlanAnswer, StatusAnswer } from '../answers.ts';
import { command } from '../command.ts';
import { eventOf, type Functions, withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { readLoad } from '../connection/past.ts';
import { EXIT, notUnderstood } from '../errors.ts';
import { definitionIn } from '../files.ts';
import { type FleetClock, fleetClock, timeIn } from '../local-time.ts';
import { planText } from '../output/plan-text.ts';
import { wholeNumber } from '../values.ts';

const HOURS_MAX = 168;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As much as the controller itself remembers. */
const PAST_MS = 64 * DAY_MS;

interface Ahead {
  readonly at: string | undefined;
  readonly hours: number;
}

/** What will be wanted, and what decides it. */
export const plan = command({
  synopsis: 'plan',
  says: `How many instances will be wanted over the next 24 hours, as a curve, and each step with what decides it: the
forecast of the fleet's own past or else the schedule, an override, a surge, the minimum. How far the load will stand
off from it nobody knows ahead.`,
  options: {
    hours: { type: 'string', value: 'N', says: 'how far; at most 168 (24)' },
    at: {
      type: 'string',
      value: 'WHEN',
      says: 'from then on: 06:00, 2026-12-24, 2026-12-24T06:00; local',
    },
    definition: {
      type: 'string',
      value: 'FILE',
      says: 'what a changed definition would make of it, beside the one that is deployed',
    },
    offline: { type: 'boolean', says: 'by its schedule alone: nobody is asked' },
    ...CONNECTION,
  },
  examples: [
    'asterfleet plan',
    'asterfleet plan --at 2026-12-24 --hours 72',
    'asterfleet plan --definition my-fleet.yml',
    'asterfleet plan --definition fleets/in-ngn.yml --at 2026-12-24 --offline',
  ],
  run: async ({ values, terminal }) => {
    const hours = wholeNumber('--hours', values.hours ?? '24');
    if (hours > HOURS_MAX)
      throw notUnderstood(`--hours: expected at most ${HOURS_MAX}, found ${hours}`);
    const ahead = { at: values.at, hours };
    const { definition: file, offline, json } = values;
    if (offline && file === undefined)
      throw notUnderstood('--offline: expected --definition FILE beside it');
    const changed = file === undefined ? undefined : definitionIn(file);
    const plans =
      changed && offline
        ? { changed: bySchedule(changed, ahead) }
        : await withFunctions({ values, terminal }, (functions) =>
            ask(functions, { ...ahead, fleet: values.fleet ?? changed?.fleet }, changed),
          );
    terminal.out(json ? `${JSON.stringify(plans)}\n` : planText(plans, terminal));
    return EXIT.done;
  },
});

/** The deployed definition's plan, and the changed one's where there is one. */
async function ask(
  functions: Functions,
  { fleet, at, hours }: Ahead & { readonly fleet: string | undefined },
  changed: FleetDefinition | undefined,
) {
  const clock = await fleetClock(functions, fleet);
  const fromMs = at === undefined ? undefined : timeIn('--at', at, clock);
  const from = fromMs === undefined ? undefined : iso(fromMs);
  const question = eventOf({ show: 'plan', fleet, hours, from });
  const present = await functions.invoke<PlanAnswer>('describeFleet', question);
  if (!changed) return { present };
  const span = { fleet: clock.fleet, fromMs: clock.nowMs - PAST_MS, toMs: clock.nowMs };
  const samples = await readLoad(functions, span);
  return { present, changed: planOf(changed, { present, clock, samples }) };
}

interface Past {
  readonly present: PlanAnswer;
  readonly clock: FleetClock & { readonly status: StatusAnswer };
  readonly samples: Awaited<ReturnType<typeof readLoad>>;
}

/** With the fleet's own past and all that stands, as the controller would make it. */
function planOf(definition: FleetDefinition, { present, clock, samples }: Past): PlanAnswer {
  const { timeZone } = definition;
  const { nowMs, status } = clock;
  const today = localDateOf(timeZone, nowMs);
  const load = samples.map(({ at, ...each }) => ({ atMs: Date.parse(at), ...each }));
  const days = historyOfSamples(load, timeZone);
  const history = {
    days: days.filter(({ date }) => date < today),
    today: days.find(({ date }) => date === today),
  };
  const { overrides, surge } = status.standing;
  const standing = {
    surge: surge ?? undefined,
    overrides: overrides.map(({ from, expires, ...override }) => ({
      ...override,
      fromMs: Date.parse(from),
      untilMs: Date.parse(expires),
    })),
  };
  const span = { fromMs: Date.parse(present.from), toMs: Date.parse(present.to) };
  return answerOf(definition, { standing, history, boots: status.bootsMs, nowMs }, span);
}

function bySchedule(definition: FleetDefinition, { at, hours }: Ahead): PlanAnswer {
  const { fleet, timeZone } = definition;
  const nowMs = Date.now();
  const fromMs = at === undefined ? nowMs : timeIn('--at', at, { fleet, timeZone, nowMs });
  const standing = { overrides: [], surge: undefined };
  const span = { fromMs, toMs: fromMs + hours * HOUR_MS };
  return answerOf(definition, { standing, history: NO_HISTORY, boots: [], nowMs }, span);
}

function answerOf(
  definition: FleetDefinition,
  known: Parameters<typeof outlook>[1],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): PlanAnswer {
  const { fleet, timeZone } = definition;
  const steps = outlook(definition, known, fromMs, toMs).map(({ atMs, ...step }) => ({
    at: iso(atMs),
    local: clockFace(timeZone, atMs),
    ...step,
  }));
  return { fleet, timeZone, from: iso(fromMs), to: iso(toMs), steps };
}
