import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alarmEvent } from '../../../functions/handle-alarm/alarm-event.ts';
import { instanceEvent } from '../../../functions/handle-instance-event/instance-event.ts';
import { createUtilisationAlarm, PERIOD_MS } from '../../../local/replay/triggers/alarm.ts';
import { alarmEventOf, stateChangeEventOf } from '../../../local/replay/triggers/aws-events.ts';
import { definition } from '../../support/fleet.ts';

const FROM_MS = Date.parse('2026-11-16T17:00:00Z');
const ORIGIN = { region: 'us-east-1', accountId: '123456789012' };

/** `-` is a period without data; the transitions, with the number of the period that made them. */
function transitionsOf(averages: readonly (number | '-')[]): string[] {
  const alarm = createUtilisationAlarm(definition(), 'asterfleet-test');
  return averages.flatMap((average, index) => {
    const atMs = FROM_MS + (index + 1) * PERIOD_MS;
    const transition = alarm.evaluate(atMs, average === '-' ? [] : [average]);
    return transition ? [`${index} ${transition.from} -> ${transition.to}`] : [];
  });
}

test.each([
  ['one period of three is not enough', [90, 10, 10, 90, 10, 10], []],
  ['the threshold itself is high', [84.9, 85, 85], ['2 OK -> ALARM']],
  ['two of three in any order', [90, 10, 90], ['2 OK -> ALARM']],
  ['the second period already, when both are high', [90, 90], ['1 OK -> ALARM']],
  ['a state that lasts is told once', [90, 90, 90, 90, 90], ['1 OK -> ALARM']],
  ['it is over when two of three are low', [90, 90, 10, 10], ['1 OK -> ALARM', '3 ALARM -> OK']],
  ['a period without data is not breaching', [90, '-', '-', 90, '-', 90], ['5 OK -> ALARM']],
  ['silence ends an alarm', [90, 90, '-', '-'], ['1 OK -> ALARM', '3 ALARM -> OK']],
  ['nothing published is no alarm', ['-', '-', '-', '-'], []],
] as const)('%s', (_, averages, expected) => {
  expect(transitionsOf(averages)).toEqual(expected);
});

test('an alarm alternates between its two states, whatever is published', () => {
  const average = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant('-' as const));
  fc.assert(
    fc.property(fc.array(average, { maxLength: 100 }), (averages) => {
      const told = transitionsOf(averages).map((each) => each.split(' -> ')[1]);
      expect(told).toEqual(told.map((_, index) => (index % 2 === 0 ? 'ALARM' : 'OK')));
    }),
  );
});

test('instances count by their own share, and a full one among empty ones is no alarm', () => {
  const alarm = createUtilisationAlarm(definition(), 'asterfleet-test');
  for (const period of [1, 2, 3])
    expect(alarm.evaluate(FROM_MS + period * PERIOD_MS, [100, 60])).toBeUndefined();
});

test('the function understands the alarm as it comes, with the highest reading', () => {
  const alarm = createUtilisationAlarm(definition(), 'asterfleet-test');
  alarm.evaluate(FROM_MS + PERIOD_MS, [91, 93]);
  const transition = alarm.evaluate(FROM_MS + 2 * PERIOD_MS, [95]);
  if (!transition) throw new Error('expected an alarm');
  const event = alarmEventOf(transition, { deployment: 'test', fleet: 'in-ngn' }, ORIGIN);
  expect(alarmEvent.parse(event)).toEqual({
    name: 'asterfleet-test-in-ngn-utilisation',
    isHigh: true,
    atMs: FROM_MS + 2 * PERIOD_MS,
    because: expect.stringContaining('greater than or equal to the threshold (85.0)'),
    fleet: 'in-ngn',
    isMuted: false,
    utilisation: 95,
  });
});

test('the function understands a change of an instance as it comes', () => {
  const change = { id: 'i-0000000000000000b', state: 'running', atMs: FROM_MS };
  expect(instanceEvent.parse(stateChangeEventOf(change, ORIGIN))).toEqual({
    instanceIds: ['i-0000000000000000b'],
    state: 'running',
  });
});
