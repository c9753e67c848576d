import { clockFace } from '../../shared/domain/definition/calendar.ts';
import type { EmergencyRecord, ReplayRecord, SurgeRecord } from '../replay/record.ts';

/** A line of the closing table. */
export interface Line {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

type Clock = (atMs: number) => string;

/** The surges and the emergencies, in the order of time; nothing on a day without them. */
export function surgeLines({ surges, emergencies, timeZone }: ReplayRecord): Line[] {
  const clock = (atMs: number) => clockFace(timeZone, atMs);
  return [
    ...emergencies.map((emergency) => ({
      atMs: emergency.atMs,
      lines: [ofEmergency(emergency, clock)],
    })),
    ...surges.map((surge) => ({ atMs: surge.fromMs, lines: ofSurge(surge, clock) })),
  ]
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap(({ lines }) => lines);
}

function ofEmergency({ atMs, isRefused, says }: EmergencyRecord, clock: Clock): Line {
  const note = isRefused ? `refused: ${says}` : says;
  return { label: 'emergency scale-out', value: clock(atMs), note };
}

function ofSurge(surge: SurgeRecord, clock: Clock): Line[] {
  const { factor, fromMs, toMs, servingAtStart, servingMost, launches } = surge;
  const launched = launches.map(({ atMs, readyAtMs }) => {
    const ready = readyAtMs === undefined ? 'not in service' : `in service ${clock(readyAtMs)}`;
    return `${clock(atMs)} (${ready})`;
  });
  return [
    { label: `surge of ${factor}x`, value: clock(fromMs), note: `until ${clock(toMs)}` },
    blockedLine(surge, clock),
    alarmLine(surge, clock),
    { label: '  launches', value: `${launches.length}`, note: launched.join(', ') },
    { label: '  in service', value: `${servingAtStart} to ${servingMost}` },
    { label: '  decided by', value: '', note: shares(surge.decidedBy) },
  ];
}

function blockedLine(surge: SurgeRecord, clock: Clock): Line {
  const { blocked, offered, blockedFromMs, blockedToMs } = surge;
  const when =
    blockedFromMs === undefined || blockedToMs === undefined
      ? ''
      : `, ${clock(blockedFromMs)} to ${clock(blockedToMs)}`;
  const note = `of ${offered.toLocaleString('en-US')} offered${when}`;
  return { label: '  blocked', value: blocked.toLocaleString('en-US'), note };
}

function alarmLine({ alarmAtMs, isAlarmHeard, fromMs }: SurgeRecord, clock: Clock): Line {
  const label = '  alarm';
  if (alarmAtMs === undefined) return { label, value: 'none' };
  const after = `${Math.round((alarmAtMs - fromMs) / 1000)} s after its start`;
  const note = isAlarmHeard ? after : `${after}; it does not reach the function`;
  return { label, value: clock(alarmAtMs), note };
}

function shares(decidedBy: Readonly<Record<string, number>>): string {
  const entries = Object.entries(decidedBy).toSorted(([, a], [, b]) => b - a);
  return entries.map(([source, minutes]) => `${source} ${minutes} min`).join(', ');
}
