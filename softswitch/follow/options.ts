import { parseArgs } from 'node:util';
import { FORMAT_NAMES, type FormatName } from '../../shared/softswitch/formats.ts';

export const USAGE = `Keeps a softswitch on the routes of a fleet: writes its files, makes it read them, reads back what it
took, and acknowledges.

asterfleet follow --fleet NAME --node NAME --url URL --write FORMAT=FILE [options]

  --fleet NAME          the fleet
  --node NAME           this softswitch, as the fleet's definition names it (routing.nodes)
  --url URL             the function URL of serveRouting
  --write FORMAT=FILE   a file to keep; may be given again. FORMAT is one of
                        ${FORMAT_NAMES.slice(0, 5).join(', ')},
                        ${FORMAT_NAMES.slice(5).join(', ')}
  --record FILE         where the last good routes are kept  (the first file with .asterfleet.json)

  --kamailio URL        Kamailio's JSON-RPC, such as http://127.0.0.1:8080/RPC: pushed and read back
  --on-change COMMAND   for other softswitches: makes it read its files
  --verify COMMAND      prints what it routes to; without it nothing is read back

  --queue URL           its queue on the routing topic; without it the routes are only polled
  --region NAME         of the function and the queue        (from the queue, AWS_REGION)
  --set N               first set or group number            (1)
  --poll SECONDS        how often the present routes are read, whatever the queue says   (30)
  --check SECONDS       how often what is routed is compared with what should be         (60)
  --once                read and apply once, and end: 0 when the routes are applied and acknowledged
  --help                this text

Credentials are found the ordinary way: environment, profile, or the instance's role.
`;

const SECONDS_MAX = 3600;
const SET_MAX = 1_000_000;

export interface FollowOptions {
  readonly fleet: string;
  readonly node: string;
  readonly url: string;
  readonly files: readonly { readonly format: FormatName; readonly file: string }[];
  readonly recordFile: string;
  readonly kamailio: string | undefined;
  readonly onChange: string | undefined;
  readonly verify: string | undefined;
  readonly queue: string | undefined;
  readonly region: string;
  readonly set: number;
  readonly pollMs: number;
  readonly checkMs: number;
  readonly isOnce: boolean;
}

/** A command line that cannot be followed; the message says what is allowed. */
export class UsageError extends Error {}

/** Undefined: only the usage was asked for. Throws UsageError. */
export function readFollowOptions(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): FollowOptions | undefined {
  const values = parse(argv);
  if (values.help) return undefined;
  const files = (values.write ?? []).map(fileOf);
  const [first] = files;
  if (!first) throw new UsageError('--write: expected at least one FORMAT=FILE');
  const { kamailio, 'on-change': onChange, verify, queue } = values;
  if (kamailio && (onChange || verify))
    throw new UsageError('--kamailio: pushes and reads back itself; leave out the commands');
  if (kamailio && !files.some(({ format }) => format === 'kamailio'))
    throw new UsageError('--kamailio: expected --write kamailio=FILE beside it, for its restarts');
  return {
    fleet: required('--fleet', values.fleet),
    node: required('--node', values.node),
    url: urlOf('--url', required('--url', values.url)),
    files,
    recordFile: values.record ?? `${first.file}.asterfleet.json`,
    kamailio: kamailio && urlOf('--kamailio', kamailio),
    onChange,
    verify,
    queue: queue && urlOf('--queue', queue),
    region: regionOf(values, environment),
    set: whole('--set', values.set ?? '1', SET_MAX),
    pollMs: 1000 * whole('--poll', values.poll ?? '30', SECONDS_MAX),
    checkMs: 1000 * whole('--check', values.check ?? '60', SECONDS_MAX),
    isOnce: values.once ?? false,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const who = { fleet: text, node: text, url: text, queue: text, region: text };
  const what = { write: { type: 'string', multiple: true }, record: text, set: text } as const;
  const how = { kamailio: text, 'on-change': text, verify: text, poll: text, check: text };
  try {
    const options = { ...who, ...what, ...how, once: flag, help: flag };
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function fileOf(text: string): FollowOptions['files'][number] {
  const at = text.indexOf('=');
  const format = FORMAT_NAMES.find((name) => name === text.slice(0, at));
  const file = text.slice(at + 1);
  if (format && file) return { format, file };
  const formats = FORMAT_NAMES.join(', ');
  throw new UsageError(`--write: expected FORMAT=FILE, FORMAT one of ${formats}; found ${text}`);
}

function required(option: string, value: string | undefined): string {
  if (value) return value;
  throw new UsageError(`${option}: missing`);
}

function urlOf(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text;
  throw new UsageError(`${option}: expected a URL, found ${text}`);
}

/** The queue and the function are of one region, and both URLs name it. */
function regionOf(
  { region, queue, url }: { region?: string; queue?: string; url?: string },
  environment: NodeJS.ProcessEnv,
): string {
  const named =
    /\/\/sqs\.([a-z0-9-]+)\./.exec(queue ?? '') ?? /\.lambda-url\.([a-z0-9-]+)\./.exec(url ?? '');
  const found = region ?? named?.[1] ?? environment['AWS_REGION'];
  if (found) return found;
  throw new UsageError('--region: missing, and neither URL names it');
}

function whole(option: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new UsageError(`${option}: expected a whole number from 1 to ${most}, found ${text}`);
}
