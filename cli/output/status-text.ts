import type { StatusAnswer } from '../answers.ts';
import type { Terminal } from '../terminal.ts';
import { columns } from './columns.ts';
import { STYLE_OF_STATE, styled } from './style.ts';
import { clock, dayAndClock, spanText } from './times.ts';

type Look = Pick<Terminal, 'hasColours'>;
type SlotLine = StatusAnswer['slots'][number];

/** The status for a person: the number and its reason first. */
export function statusText(status: StatusAnswer, look: Look): string {
  const { fleet, at, timeZone } = status;
  const heading = `${styled(look, 'bold', fleet)}  ${dayAndClock(timeZone, at)}  ${timeZone}\n`;
  return [
    heading,
    decisionText(status, look),
    slotsText(status, look),
    nextText(status),
    standingText(status, look),
    status.problems.map((problem) => `  not known: ${problem}\n`).join(''),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function decisionText({ decision, at, timeZone }: StatusAnswer, look: Look): string {
  if (!decision) return '  no tick has run yet: nothing was decided\n';
  const { desired, decidedBy, detail, serving, coming, load } = decision;
  const ageMs = Date.parse(at) - Date.parse(decision.at);
  const age = ageMs > 150_000 ? styled(look, 'red', ` (${spanText(ageMs)} ago)`) : '';
  return columns([
    ['wanted', desired, `${styled(look, 'bold', decidedBy)}: ${detail}`],
    ...others(decision.claims, decidedBy).map(({ source, instances, detail: why }) => [
      '',
      instances,
      styled(look, 'dim', `${source}: ${why}`),
    ]),
    ['serving', serving, coming > 0 ? `and ${coming} coming` : ''],
    ...(load ? [['channels', Math.round(load.channels), loadText(load)]] : []),
    ['decided', '', `${clock(timeZone, decision.at)}${age}`],
  ]);
}

type Decision = NonNullable<StatusAnswer['decision']>;

/** What asked for less, the most first. */
function others(claims: Decision['claims'], decidedBy: string) {
  const rest = (claims ?? []).filter(({ source }) => source !== decidedBy);
  return rest.toSorted((a, b) => b.instances - a.instances);
}

function loadText({ attemptsPerSecond }: NonNullable<Decision['load']>): string {
  return `in use; ${attemptsPerSecond.toFixed(2)} call attempts a second`;
}

const HEADINGS = ['slot', 'state', 'since', 'calls', 'share', 'address', 'instance', 'why'];

function slotsText(status: StatusAnswer, look: Look): string {
  const { timeZone, routes } = status;
  const slots = worthALine(status.slots);
  const shares: Readonly<Record<string, number>> = routes?.shares ?? {};
  return columns([
    HEADINGS.map((heading) => styled(look, 'dim', heading)),
    ...slots.map((slot) => [
      `${slot.slot}`.padStart(4),
      stateText(slot, look),
      clock(timeZone, slot.since),
      'calls' in slot && slot.calls !== undefined ? `${slot.calls}`.padStart(5) : '',
      shares[slot.slot] === undefined ? '' : `${shares[slot.slot]}`.padStart(5),
      'address' in slot ? slot.address : '',
      'instance' in slot ? slot.instance : '',
      slot.reason,
    ]),
    ...restOf(status.slots, slots),
  ]);
}

const SLOTS_ALL_SHOWN = 20;

/** Of a large fleet the empty ones are but counted. */
function worthALine(slots: readonly SlotLine[]): readonly SlotLine[] {
  if (slots.length <= SLOTS_ALL_SHOWN) return slots;
  return slots.filter((slot) => slot.state !== 'vacant' || ('hold' in slot && slot.hold));
}

function restOf(all: readonly SlotLine[], shown: readonly SlotLine[]): string[][] {
  const rest = all.length - shown.length;
  return rest === 0 ? [] : [['', `and ${rest} vacant`]];
}

function stateText(slot: SlotLine, look: Look): string {
  const flags = 'flags' in slot ? (slot.flags ?? []) : [];
  const state = styled(look, STYLE_OF_STATE[slot.state] ?? 'reset', slot.state);
  const marks = [...flags, ...('hold' in slot && slot.hold ? ['held'] : [])];
  return marks.length === 0 ? state : `${state} ${styled(look, 'red', marks.join(' '))}`;
}

function nextText({ next, timeZone }: StatusAnswer): string {
  if (next.length === 0) return '';
  const lines = next.map(({ at, instances, decidedBy, detail }, index) => [
    index === 0 ? 'next' : '',
    clock(timeZone, at),
    instances,
    `${decidedBy}: ${detail}`,
  ]);
  return columns(lines);
}

function standingText({ standing, conditions, timeZone }: StatusAnswer, look: Look): string {
  const { overrides, surge, freeze, replacement, warnings, preflightFailed } = standing;
  const until = (at: string) => `until ${clock(timeZone, at)}`;
  const lines = [
    ...overrides.map(({ id, instances, expires, reason, onBehalfOf }) => [
      'override',
      `at least ${instances} ${until(expires)}: ${reason} (${onBehalfOf}; ${id})`,
    ]),
    ...(surge ? [['surge', `${surge.channels} channels ${until(surge.expires)}`]] : []),
    ...(freeze ? [['frozen', `${freeze.reason} (${freeze.onBehalfOf})`]] : []),
    ...(replacement ? [['replacing', `${replacement.reason} (${replacement.onBehalfOf})`]] : []),
    ...warnings.map(({ instanceId, says }) => ['AWS', `${instanceId}: ${says}`]),
    ...preflightFailed.map(({ check, says }) => ['preflight', `${check}: ${says}`]),
    ...conditions.map(({ severity, since, says }) => [
      styled(look, severity === 'critical' ? 'red' : 'yellow', severity),
      `${says} (since ${clock(timeZone, since)})`,
    ]),
  ];
  return columns(lines);
}
