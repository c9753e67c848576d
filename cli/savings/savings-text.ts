import { iso } from '../../shared/domain/time.ts';
import { columns } from '../output/columns.ts';
import { styled } from '../output/style.ts';
import { dayAndClock, spanText } from '../output/times.ts';
import type { Terminal } from '../terminal.ts';
import type { Cut, Ledger, Retirement } from './ledger.ts';

/** A month of a fleet, as its records prove it. */
export interface Savings extends Ledger {
  readonly fleet: string;
  readonly timeZone: string;
  readonly month: string;
  readonly from: string;
  readonly to: string;
  readonly slots: number;
  readonly alwaysOn: number;
  /** Of the hours in service, those beyond what the calls asked for at the planned channels. */
  readonly beyondNeed: number;
  readonly usdPerHour: number | undefined;
}

type Look = Pick<Terminal, 'hasColours'>;

export function savingsText(savings: Savings, look: Look): string {
  const { fleet, month, timeZone, from, to } = savings;
  const span = `${dayAndClock(timeZone, from)} to ${dayAndClock(timeZone, to)}`;
  return [
    `${styled(look, 'bold', `${fleet}, ${month}`)}: ${span}, ${timeZone}\n`,
    hoursText(savings),
    cutsText(savings, look),
    retirementsText(savings, look),
  ].join('\n');
}

function hoursText(savings: Savings): string {
  const { paid, byState, alwaysOn, slots, beyondNeed, launches, takenBack, usdPerHour } = savings;
  const saved = alwaysOn - paid;
  const share = alwaysOn > 0 ? `${Math.round((100 * saved) / alwaysOn)} %` : '';
  const usd = (hours: number) =>
    usdPerHour === undefined ? '' : `$${(hours * usdPerHour).toFixed(2)}`;
  const line = (what: string, hours: number, note: string) => [
    what,
    hours.toFixed(1).padStart(8),
    usd(hours).padStart(10),
    note,
  ];
  return columns([
    line('always on', alwaysOn, `${slots} instances`),
    line('paid', paid, `${launches} launches; from launch to termination, of these`),
    line('  booting', byState.booting, 'launched before they were needed'),
    line(
      '  serving',
      byState.serving,
      `${beyondNeed.toFixed(1)} of it beyond what the calls asked for`,
    ),
    line('  draining', byState.draining, `until the last call had ended; ${takenBack} taken back`),
    line('  stopping', byState.stopping, ''),
    line('saved', saved, `${share}, with all of that paid`),
  ]);
}

function cutsText({ cuts, timeZone }: Savings, look: Look): string {
  if (cuts.length === 0) return `  calls cut  ${styled(look, 'green', '0')}\n`;
  const known = cuts.reduce((sum, { calls = 0 }) => sum + calls, 0);
  const unknown = cuts.some(({ calls }) => calls === undefined) ? ' at least' : '';
  const heading = styled(look, 'red', `calls cut ${unknown} ${known}`.replace(/ +/g, ' '));
  return `  ${heading}\n${columns(cuts.map((cut) => cutLine(cut, timeZone)))}`;
}

function cutLine({ atMs, slot, by, calls, reason, onBehalfOf }: Cut, timeZone: string): string[] {
  const who = onBehalfOf === 'asterfleet' ? '' : ` (${onBehalfOf})`;
  const many = calls === undefined ? 'an unknown number' : String(calls);
  return [dayAndClock(timeZone, iso(atMs)), `slot ${slot}`, many, `by ${by}: ${reason}${who}`];
}

function retirementsText({ retirements, timeZone }: Savings, look: Look): string {
  if (retirements.length === 0) return '  nothing was retired\n';
  const heads = ['retired', 'slot', 'quiesced', 'calls', 'stopped', 'calls', 'after', 'proof'];
  return columns([
    heads.map((head) => styled(look, 'dim', head)),
    ...retirements.map((each) => retirementLine(each, timeZone)),
  ]);
}

function retirementLine(retirement: Retirement, timeZone: string): string[] {
  const { slot, beganMs, stoppedMs, callsAtQuiesce, callsAtStop, proof } = retirement;
  const [began, stopped] = [beganMs, stoppedMs].map((ms) => dayAndClock(timeZone, iso(ms)));
  const count = (calls: number | undefined) => String(calls ?? '?').padStart(5);
  return [
    (began ?? '').slice(0, -6),
    String(slot).padStart(4),
    (began ?? '').slice(-5),
    count(callsAtQuiesce),
    (stopped ?? '').slice(-5),
    count(callsAtStop),
    spanText(stoppedMs - beganMs),
    proof,
  ];
}
