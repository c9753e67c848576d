import { clockFace } from '../../shared/domain/definition/calendar.ts';
import type { Day } from './day.ts';

const FAULTS_SHOWN = 10;

/** What the calls, the launches and the drains of the day came to. */
export function tableOf({ record, calls, launches, drains, failovers, faults }: Day): string {
  const at = (atMs: number) => clockFace(record.timeZone, atMs);
  const after = (fromMs: number, toMs: number | undefined) =>
    toMs === undefined ? '   –' : `${Math.round((toMs - fromMs) / 60_000)} min`.padStart(7);
  const hours = record.summary.instanceHours;
  return [
    `${record.fleet}: a day of SIP calls over real Asterisks in ${Math.round(record.summary.wallSeconds)} s`,
    '',
    `  calls placed       ${count(calls.placed)}   through Kamailio, ${calls.answerMs.toFixed(0)} ms to the answer`,
    `  completed          ${count(calls.completed)}`,
    `  failed             ${count(calls.failed)}`,
    `  cut                ${count(calls.cut)}`,
    `  most at once       ${count(calls.peakConcurrent)}`,
    `  second tries       ${count(failovers)}   calls that a first Asterisk refused and another took`,
    `  hours paid         ${hours.paid.toFixed(1).padStart(7)}   of ${hours.alwaysOn.toFixed(1)}`,
    '',
    '  launch  slot  decided  in service  first call  why',
    ...launches.map(({ slot, decidedAtMs, readyAtMs, firstCallAtMs, reason }, index) =>
      [
        `  ${String(index + 1).padStart(6)}`,
        String(slot).padStart(4),
        at(decidedAtMs).padStart(7),
        after(decidedAtMs, readyAtMs).padStart(10),
        after(decidedAtMs, firstCallAtMs).padStart(10),
        reason,
      ].join('  '),
    ),
    '',
    '  drain   slot    began     took  ended',
    ...drains.map(({ slot, beganAtMs, endedAtMs, ended }, index) =>
      [
        `  ${String(index + 1).padStart(6)}`,
        String(slot).padStart(4),
        at(beganAtMs).padStart(7),
        after(beganAtMs, endedAtMs),
        ended,
      ].join('  '),
    ),
    '',
    faults.length === 0
      ? "  Asterisk's own logs hold no warning and no error."
      : `  Asterisk's own logs hold ${faults.length} warnings and errors:`,
    ...faults.slice(0, FAULTS_SHOWN).map((fault) => `    ${fault}`),
  ].join('\n');
}

function count(value: number): string {
  return value.toLocaleString('en-US').padStart(7);
}
