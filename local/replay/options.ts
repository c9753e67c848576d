import { parseArgs } from 'node:util';

export const USAGE = `Replays days of calls over a fleet, through the functions, on this machine alone.

npm start -- [options]

  --traffic FILE   calls to replay, a CSV with the header timestamp,calls (local time)
  --fleet FILE     the fleet's definition                 (fleets/in-ngn.yml)
  --from DATE      the first day                          (the first in the file)
  --days N         how many days                          (1)
  --scale PEAK     scale the calls to this peak of channels
  --seed N         another draw of the same traffic       (1)
  --report FILE    where the report goes                  (report.html)
  --json           one line of figures at the end
  --help           this text
`;

const DAYS_MAX = 400;

export interface ReplayOptions {
  readonly trafficFile: string;
  readonly fleetFile: string;
  readonly from: string | undefined;
  readonly days: number;
  readonly scaleToChannels: number | undefined;
  readonly seed: number;
  readonly reportFile: string;
  readonly json: boolean;
  readonly help: boolean;
}

/** A command line that cannot be followed; the message says what is allowed. */
export class UsageError extends Error {}

export function readOptions(argv: readonly string[]): ReplayOptions {
  const values = parse(argv);
  return {
    trafficFile: values.traffic ?? 'local/traffic/business-day.csv',
    fleetFile: values.fleet ?? 'fleets/in-ngn.yml',
    from: values.from,
    days: positive('--days', values.days ?? '1', DAYS_MAX),
    scaleToChannels: values.scale === undefined ? undefined : positive('--scale', values.scale),
    seed: positive('--seed', values.seed ?? '1'),
    reportFile: values.report ?? 'report.html',
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const inputs = { traffic: text, fleet: text, from: text, days: text, scale: text };
  const outputs = { seed: text, report: text, json: flag, help: flag };
  try {
    return parseArgs({ args: [...argv], options: { ...inputs, ...outputs } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function positive(option: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  if (number > most) throw new UsageError(`${option}: expected at most ${most}, found ${text}`);
  throw new UsageError(`${option}: expected a whole number above 0, found ${text}`);
}
