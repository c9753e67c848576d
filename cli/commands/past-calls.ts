import { basename } from 'node:path';
import { trafficOfLoad } from '../../local/traffic/from-load.ts';
import { parseTraffic, type Traffic, TrafficError } from '../../local/traffic/read-traffic.ts';
import { scaleFor } from '../../local/traffic/scale.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { eventOf, type Functions, withFunctions } from '../connection/functions.ts';
import { readLoad } from '../connection/past.ts';
import { CommandError, EXIT, notUnderstood } from '../errors.ts';
import { definitionIn, textIn } from '../files.ts';
import { fleetClock, spanIn } from '../local-time.ts';
import type { Terminal } from '../terminal.ts';
import { wholeNumber } from '../values.ts';
import { UNSAID, type WhatIfValues } from './what-if-options.ts';

const DAY_MS = 86_400_000;
/** As much as AWS's predictive scaling looks back, and enough for the forecast. */
const LEARNING_MS = 14 * DAY_MS;
const SHIPPED = 'fleets/in-ngn.yml';

/** Calls that were, and what is counted of them. */
export interface Past {
  readonly source: string;
  readonly definition: FleetDefinition;
  readonly traffic: Traffic;
  readonly holdingMs: number;
  readonly scale: number;
  readonly unknownMinutes: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The fleet's own load history, and two weeks before it to learn from where they are known. */
export function pastOfFleet(given: {
  readonly values: WhatIfValues;
  readonly terminal: Terminal;
}): Promise<Past> {
  const { values } = given;
  if (values.scale !== undefined) throw notUnderstood('--scale: expected --traffic beside it');
  return withFunctions(given, async (functions) => {
    const clock = await fleetClock(functions, values.fleet);
    const { fleet, timeZone } = clock;
    const { fromMs, toMs } = spanIn(values, clock, UNSAID);
    const span = { fleet, fromMs: fromMs - LEARNING_MS, toMs };
    const samples = (await readLoad(functions, span)).map(({ at, ...load }) => ({
      atMs: Date.parse(at),
      ...load,
    }));
    const definition = values.today ? definitionIn(values.today) : await deployed(functions, fleet);
    const source = 'its own load history';
    const known = { source, definition, scale: 1, fromMs, toMs };
    return { ...known, ...explained(() => trafficOfLoad(samples, timeZone)) };
  });
}

async function deployed(functions: Functions, fleet: string): Promise<FleetDefinition> {
  const question = eventOf({ show: 'definition', fleet });
  const answer = await functions.invoke<{ definition: FleetDefinition }>('describeFleet', question);
  return answer.definition;
}

/** A file's days; what is before `--from` is there to learn from. */
export function pastOfFile(file: string, values: WhatIfValues): Past {
  const definition = definitionIn(values.today ?? SHIPPED);
  const { timeZone, meanHoldingTime: holdingMs, fleet } = definition;
  const traffic = explained(() => parseTraffic(textIn(file), file, timeZone));
  const { bins, binMs } = traffic;
  const firstMs = bins[0]?.fromMs ?? 0;
  const lastMs = (bins.at(-1)?.fromMs ?? 0) + binMs;
  const hasSpan = values.since !== undefined || values.from !== undefined;
  const span = spanIn(values, { fleet, timeZone, nowMs: lastMs - 1 }, UNSAID);
  const fromMs = hasSpan ? Math.max(firstMs, span.fromMs) : firstMs;
  const kept = bins.filter((bin) => bin.fromMs >= fromMs - LEARNING_MS && bin.fromMs < span.toMs);
  if (kept.length < 2) throw notUnderstood(`${file}: no calls in the days asked for`);
  return {
    source: basename(file),
    definition,
    traffic: { binMs, bins: kept },
    holdingMs,
    scale: values.scale ? scaleFor(traffic, holdingMs, wholeNumber('--scale', values.scale)) : 1,
    unknownMinutes: 0,
    fromMs,
    toMs: Math.min(span.toMs, lastMs),
  };
}

function explained<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TrafficError)) throw error;
    throw new CommandError(
      EXIT.failed,
      error.message,
      'other days: --since 28d, or --from and --to',
    );
  }
}
