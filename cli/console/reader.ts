import type { Answers, Day, History, Load, Plan, Status } from './answers.ts';
import { type View, viewOf } from './view.ts';

/** One question to describeFleet. */
export type Ask = <Answer>(question: object) => Promise<Answer>;

/** Samples of the last minutes may be written again. */
const AGAIN_MS = 10 * 60_000;

type Samples = Load['samples'];

/** Reads the fleet; all of it, also where no tick has run since. */
export type Read = (how: { readonly isWhole: boolean }) => Promise<View>;

/** Reads the fleet again and again; what only a tick or an order changes is read once for each of them. */
export function createReader(ask: Ask): Read {
  let last: Answers | undefined;
  return async ({ isWhole }) => {
    const status = await ask<Status>({ show: 'status' });
    const isSame = !isWhole && last?.status.decision?.at === status.decision?.at;
    last = isSame && last ? { ...last, status } : await readAll(ask, status, last);
    return viewOf(last);
  };
}

async function readAll(ask: Ask, status: Status, last: Answers | undefined): Promise<Answers> {
  const isSameDay = last !== undefined && status.at < last.day.to && status.at >= last.day.from;
  const day = isSameDay && last ? last.day : await ask<Day>({ show: 'day' });
  const known = isSameDay && last ? last.load.samples : [];
  const { from } = day;
  const to = new Date(Date.parse(status.at) + 1).toISOString();
  const [plan, history, load] = await Promise.all([
    ask<Plan>({ show: 'plan' }),
    ask<History>({ show: 'history', from, to }),
    ask<Load>({ show: 'load', from: againFrom(known) ?? from, to }),
  ]);
  return { status, day, plan, history, load: { samples: joined(known, load.samples) } };
}

function againFrom(known: Samples): string | undefined {
  const last = known.at(-1);
  return last && new Date(Date.parse(last.at) - AGAIN_MS).toISOString();
}

function joined(known: Samples, fresh: Samples): Samples {
  const first = fresh[0]?.at;
  return first === undefined ? known : [...known.filter(({ at }) => at < first), ...fresh];
}
