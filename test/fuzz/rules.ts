import { isObject, methodOf } from './asked.ts';
import { SECRETS } from './junk.ts';
import { refusalIn, type Trial } from './trial.ts';

/** Slow machines are slow; a function of ours has fifty seconds. */
const TOOK_MAX_MS = 10_000;
const LINE_MAX = 4_096;
const ANSWER_MAX = 8_192;
/** Shorter texts of an event may be words that we use ourselves. */
const OWN_WORDS_MAX = 16;

/** Each rule says what is wrong with a trial, or nothing. */
const OF_ALL: Readonly<Record<string, (trial: Trial) => boolean>> = {
  'the process would have ended': ({ faults }) => faults.length > 0,
  'a prototype was changed': ({ isPolluted }) => isPolluted,
  'it took too long': ({ tookMs }) => tookMs > TOOK_MAX_MS,
  'a request is answered as none': ({ event, answer, threw }) =>
    threw === undefined && methodOf(event) !== undefined && !isHttpAnswer(answer),
  'a line of the log is no JSON': ({ lines }) => lines.some((line) => fieldsOf(line) === undefined),
};

const OF_BAD_ONES: Readonly<Record<string, (trial: Trial) => boolean>> = {
  'it threw, so that Lambda tries again': ({ threw }) => threw !== undefined,
  'it was accepted': ({ answer, threw }) => threw === undefined && !refusalIn(answer),
};

const OF_REFUSED: Readonly<Record<string, (trial: Trial) => boolean>> = {
  'something was changed': ({ hasChanged }) => hasChanged,
  'it was not logged in one line that warns': ({ lines }) => !isOneWarning(lines),
  'there is more in the log': ({ lines }) => lines.length !== 1,
  'a line of the log is too long': ({ lines }) => lines.some((line) => line.length > LINE_MAX),
  'a secret is in the log': ({ lines }) => SECRETS.some((secret) => isIn(lines, secret)),
  'the event is in the log': ({ lines, event }) => textsIn(event).some((text) => isIn(lines, text)),
  'the answer is too long': ({ answer }) => sizeOf(answer) > ANSWER_MAX,
};

/** What is not as it should be, in words; empty for a function that stood the trial. */
export function broken(trial: Trial): string[] {
  const isRefused = refusalIn(trial.answer) !== undefined;
  return [
    ...failed(OF_ALL, trial),
    ...(trial.isAcceptable ? [] : failed(OF_BAD_ONES, trial)),
    ...(isRefused ? failed(OF_REFUSED, trial) : []),
    ...(!isRefused && trial.lines.some(saysRefused) ? ['it was logged as refused'] : []),
  ];
}

function failed(rules: Readonly<Record<string, (trial: Trial) => boolean>>, trial: Trial) {
  return Object.keys(rules).filter((rule) => rules[rule]?.(trial));
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const fields: unknown = JSON.parse(line);
    return isObject(fields) ? fields : undefined;
  } catch {
    return undefined;
  }
}

function isOneWarning(lines: readonly string[]): boolean {
  const logged = lines.filter((line) => fieldsOf(line)?.['level'] !== undefined);
  const [only = ''] = logged;
  return logged.length === 1 && fieldsOf(only)?.['level'] === 'WARN' && saysRefused(only);
}

function saysRefused(line: string): boolean {
  return fieldsOf(line)?.['message'] === 'refused';
}

/** As it is, or as JSON writes it. */
function isIn(lines: readonly string[], text: string): boolean {
  const asJson = JSON.stringify(text).slice(1, -1);
  return lines.some((line) => line.includes(text) || line.includes(asJson));
}

function sizeOf(answer: unknown): number {
  return JSON.stringify(answer)?.length ?? 0;
}

function isHttpAnswer(answer: unknown): boolean {
  if (!isObject(answer)) return false;
  const { statusCode, body, headers } = answer;
  return typeof statusCode === 'number' && typeof body === 'string' && isObject(headers);
}

const TEXTS_MAX = 200;

/** What the sender wrote, but for an identity that Lambda vouches for. */
function textsIn(event: unknown): string[] {
  const texts: string[] = [];
  const walk = (value: unknown, level: number) => {
    if (texts.length >= TEXTS_MAX || level > 12) return;
    if (typeof value === 'string' && value.length >= OWN_WORDS_MAX && !value.startsWith('arn:'))
      texts.push(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value).slice(0, TEXTS_MAX)) {
      if (key.length >= OWN_WORDS_MAX) texts.push(key);
      walk(each, level + 1);
    }
  };
  walk(event, 0);
  return texts.filter((text) => text.trim().length >= OWN_WORDS_MAX);
}
