import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import type { SlotChange } from '../../shared/domain/slot/slot.ts';
import type { Window } from '../traffic/window.ts';
import type { EmergencyRecord, EventRecord, MinuteRecord, SurgeRecord } from './record.ts';
import { decidedByOf } from './summary.ts';
import type { AlarmTransition } from './triggers/alarm.ts';
import { type Scenario, stretchesOf } from './triggers/scenario.ts';
import type { Triggers } from './triggers/triggers.ts';

/** An emergency call comes before the surge; what it launches is for the surge too. */
const BEFORE_MS = 30 * 60_000;

interface Happened {
  readonly minutes: readonly MinuteRecord[];
  readonly changes: readonly SlotChange[];
  readonly transitions: readonly AlarmTransition[];
}

interface Replayed {
  readonly definition: FleetDefinition;
  readonly scenario: Scenario;
  readonly window: Window;
}

/** How the fleet stood each surge of each day, in the order of time. */
export function surgesOf(
  { definition, scenario, window }: Replayed,
  happened: Happened,
): SurgeRecord[] {
  const { surges, hasAlarms } = scenario;
  return surges
    .flatMap((surge) =>
      stretchesOf(surge, definition.timeZone, window).map((stretch) => ({
        factor: surge.factor,
        isAlarmHeard: hasAlarms,
        ...standingOf(stretch, happened),
      })),
    )
    .toSorted((a, b) => a.fromMs - b.fromMs);
}

function standingOf(
  { fromMs, toMs }: Window,
  { minutes, changes, transitions }: Happened,
): Omit<SurgeRecord, 'factor' | 'isAlarmHeard'> {
  const within = minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const blocked = within.filter((minute) => minute.blocked > 0);
  const sum = (of: (minute: MinuteRecord) => number) =>
    within.reduce((total, minute) => total + of(minute), 0);
  const servingMost = within.reduce((most, { serving }) => Math.max(most, serving), 0);
  const alarm = transitions.find(({ to, atMs }) => to === 'ALARM' && atMs >= fromMs && atMs < toMs);
  return {
    fromMs,
    toMs,
    offered: sum(({ offered }) => offered),
    blocked: sum((minute) => minute.blocked),
    blockedFromMs: blocked[0]?.atMs,
    blockedToMs: blocked.length > 0 ? (blocked.at(-1)?.atMs ?? 0) + 60_000 : undefined,
    alarmAtMs: alarm?.atMs,
    launches: launchesOf(changes, { fromMs: fromMs - BEFORE_MS, toMs }),
    servingAtStart: within[0]?.serving ?? 0,
    servingMost,
    decidedBy: decidedByOf(within),
  };
}

function launchesOf(changes: readonly SlotChange[], { fromMs, toMs }: Window) {
  const claims = changes.filter(
    ({ kind, atMs }) => kind === 'claimed' && atMs >= fromMs && atMs < toMs,
  );
  return claims.map(({ slot, generation, atMs }) => ({
    atMs,
    readyAtMs: changes.find(
      (change) =>
        change.kind === 'became-ready' && change.slot === slot && change.generation === generation,
    )?.atMs,
  }));
}

/** What the alarm and the persons of the scenario did, beside what people were told. */
export function scenarioEvents(
  { transitions, emergencies }: Pick<Triggers, 'transitions' | 'emergencies'>,
  { hasAlarms }: Scenario,
  { fromMs, toMs }: Window,
): EventRecord[] {
  return [
    ...transitions.map((transition) => ofAlarm(transition, hasAlarms)),
    ...emergencies.map(ofAnswer),
  ].filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
}

function ofAlarm({ name, to, atMs, datapoints }: AlarmTransition, hasAlarms: boolean): EventRecord {
  const readings = datapoints.map(({ value }) => `${Math.round(value)} %`).join(', ');
  const heard = hasAlarms ? '' : '; it does not reach the function';
  const text = `CloudWatch: ${name} is ${to} (${readings || 'no data'})${heard}`;
  return { atMs, severity: 'info', text };
}

function ofAnswer(emergency: EmergencyRecord): EventRecord {
  const { atMs, instances, minutes, isRefused, says } = emergency;
  const asked = `emergency-scale-out, ${instances} instances for ${minutes} minutes`;
  if (isRefused) return { atMs, severity: 'warning', text: `${asked}: refused, ${says}` };
  return { atMs, severity: 'info', text: `${asked}: ${says}` };
}
