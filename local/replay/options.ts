import { parseArgs } from 'node:util';
import { LOCAL_PORT } from '../port.ts';
import { DISPATCHES, type Dispatch } from './dispatch.ts';
import type { EmergencyOption, Scenario, SurgeOption } from './triggers/scenario.ts';

export const USAGE = `Replays days of calls over a fleet, through the functions, on this machine alone.

npm start -- [options]

  --traffic FILE   calls to replay, a CSV with the header timestamp,calls (local time)
  --fleet FILE     the fleet's definition                 (fleets/in-ngn.yml)
  --dispatch HOW   even or packed                         (what the definition says)
  --from DATE      the first day                          (the first in the file)
  --days N         how many days                          (1)
  --scale PEAK     scale the calls to this peak of channels
  --seed N         another draw of the same traffic       (1)

  --surge FACTOR@HH:MM-HH:MM           so many times the calls, local time; may be given again
  --emergency INSTANCES@HH:MM+MINUTES  somebody asks for instances then; may be given again
  --no-alarms      CloudWatch's utilisation alarm never reaches the controller

  --pace N[@HH:MM]  N times real time (from that local time on; before it as fast as it goes), and others
                   may ask meanwhile: npx asterfleet status --local
  --port N         where it then answers                  (${LOCAL_PORT})
  --keep           it still answers when the day is over, until Ctrl-C
  --console        a page to look at it, with pause and speed; implies --pace 60@08:00 and --keep

  --report FILE    where the report goes                  (report.html)
  --json           one line of figures at the end
  --help           this text
`;

/** The first rise of the shipped day begins half a minute later. */
const CONSOLE_PACE = '60@08:00';
const PACE_MAX = 3_600;
const PORT_MAX = 65_535;
const DAYS_MAX = 400;
const FACTOR_MAX = 10;
/** What the function takes. */
const EMERGENCY_MINUTES_MAX = 24 * 60;
const TIME = '([01]\\d|2[0-3]):([0-5]\\d)';
const SURGE = new RegExp(`^(\\d+(?:\\.\\d+)?)@${TIME}-${TIME}$`);
const PACE = new RegExp(`^(\\d+)(?:@${TIME})?$`);
const EMERGENCY = new RegExp(`^(\\d{1,6})@${TIME}\\+(\\d{1,6})$`);

export interface ReplayOptions {
  readonly trafficFile: string;
  readonly fleetFile: string;
  readonly dispatch: Dispatch | undefined;
  readonly from: string | undefined;
  readonly days: number;
  readonly scaleToChannels: number | undefined;
  readonly seed: number;
  readonly scenario: Scenario;
  /** Absent: as fast as it goes, and nobody asks meanwhile. */
  readonly live: LiveOption | undefined;
  readonly reportFile: string;
  readonly json: boolean;
  readonly help: boolean;
}

export interface LiveOption {
  readonly speed: number;
  /** Minute of the first day from which it counts. */
  readonly fromMinute: number;
  readonly port: number;
  readonly keepsOpen: boolean;
  readonly hasConsole: boolean;
}

/** A command line that cannot be followed; the message says what is allowed. */
export class UsageError extends Error {}

export function readOptions(argv: readonly string[]): ReplayOptions {
  const values = parse(argv);
  return {
    trafficFile: values.traffic ?? 'local/traffic/business-day.csv',
    fleetFile: values.fleet ?? 'fleets/in-ngn.yml',
    dispatch: dispatchOf(values.dispatch),
    from: values.from,
    days: positive('--days', values.days ?? '1', DAYS_MAX),
    scaleToChannels: values.scale === undefined ? undefined : positive('--scale', values.scale),
    seed: positive('--seed', values.seed ?? '1'),
    scenario: {
      surges: (values.surge ?? []).map(surgeOf),
      emergencies: (values.emergency ?? []).map(emergencyOf),
      hasAlarms: !values['no-alarms'],
    },
    live: liveOf(values),
    reportFile: values.report ?? 'report.html',
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const inputs = {
    traffic: text,
    fleet: text,
    dispatch: text,
    from: text,
    days: text,
    scale: text,
  };
  const texts = { type: 'string', multiple: true } as const;
  const scenario = { surge: texts, emergency: texts, 'no-alarms': flag };
  const live = { pace: text, port: text, keep: flag, console: flag };
  const outputs = { seed: text, report: text, json: flag, help: flag };
  try {
    const options = { ...inputs, ...scenario, ...live, ...outputs };
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function dispatchOf(text: string | undefined): Dispatch | undefined {
  const found = DISPATCHES.find((dispatch) => dispatch === text);
  if (found || text === undefined) return found;
  throw new UsageError(`--dispatch: expected ${DISPATCHES.join(' or ')}, found ${text}`);
}

function positive(option: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  if (number > most) throw new UsageError(`${option}: expected at most ${most}, found ${text}`);
  throw new UsageError(`${option}: expected a whole number above 0, found ${text}`);
}

function liveOf(values: {
  readonly pace?: string | undefined;
  readonly port?: string | undefined;
  readonly keep?: boolean | undefined;
  readonly console?: boolean | undefined;
}): LiveOption | undefined {
  const { port, console: hasConsole = false } = values;
  const keepsOpen = hasConsole || values.keep === true;
  const pace = values.pace ?? (hasConsole ? CONSOLE_PACE : undefined);
  if (pace === undefined) {
    if (port === undefined && !keepsOpen) return undefined;
    throw new UsageError('--port and --keep: expected --pace beside them, such as --pace 60');
  }
  const [, speed, hour = '0', minute = '0'] = PACE.exec(pace) ?? [];
  if (!speed)
    throw new UsageError(`--pace: expected N or N@HH:MM, such as 60@10:00, found ${pace}`);
  return {
    speed: positive('--pace', speed, PACE_MAX),
    fromMinute: minuteOfDay([hour, minute]),
    port: port === undefined ? LOCAL_PORT : positive('--port', port, PORT_MAX),
    keepsOpen,
    hasConsole,
  };
}

function surgeOf(text: string): SurgeOption {
  const expected = '--surge: expected FACTOR@HH:MM-HH:MM, such as 2@13:00-14:00';
  const [, factorText, ...times] = SURGE.exec(text) ?? [];
  if (!factorText) throw new UsageError(`${expected}, found ${text}`);
  const [fromMinute, toMinute] = [minuteOfDay(times.slice(0, 2)), minuteOfDay(times.slice(2))];
  const factor = Number(factorText);
  if (factor <= 1 || factor > FACTOR_MAX)
    throw new UsageError(
      `--surge: expected a factor above 1 and at most ${FACTOR_MAX}, found ${factorText}`,
    );
  if (toMinute <= fromMinute)
    throw new UsageError(`--surge: expected an end after the start on the same day, found ${text}`);
  return { factor, fromMinute, toMinute };
}

function emergencyOf(text: string): EmergencyOption {
  const expected = '--emergency: expected INSTANCES@HH:MM+MINUTES, such as 5@12:45+90';
  const [, instances, hour = '', minute = '', minutes] = EMERGENCY.exec(text) ?? [];
  if (!instances || !minutes) throw new UsageError(`${expected}, found ${text}`);
  return {
    instances: positive('--emergency, its instances', instances),
    atMinute: minuteOfDay([hour, minute]),
    minutes: positive('--emergency, its minutes', minutes, EMERGENCY_MINUTES_MAX),
  };
}

function minuteOfDay([hour, minute]: readonly string[]): number {
  return 60 * Number(hour) + Number(minute);
}
