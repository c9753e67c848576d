import { expect, test } from '@jest/globals';
import { type ActiveCondition, followConditions } from '../../../../shared/domain/conditions.ts';
import type { Condition, Severity } from '../../../../shared/domain/notice.ts';
import { NIGHT_MS } from '../../../support/fleet.ts';

const minute = (n: number) => NIGHT_MS + n * 60_000;

function condition(severity: Severity = 'warning'): Condition {
  return { key: 'no-slot-left', severity, says: 'no slot left', whatToDo: 'add slots' };
}

/** One look a minute; what was told, and when. */
function told(looks: readonly (Severity | undefined)[]): string[] {
  let active: readonly ActiveCondition[] = [];
  return looks.flatMap((severity, index) => {
    const seen = severity ? [condition(severity)] : [];
    const change = followConditions(active, seen, minute(index));
    active = change.active;
    return [
      ...change.started.map((each) => `${index}: ${each.severity} started`),
      ...change.ended.map(() => `${index}: ended`),
    ];
  });
}

test('a condition that lasts is told once', () => {
  expect(told(Array.from({ length: 30 }, () => 'warning' as const))).toEqual([
    '0: warning started',
  ]);
});

test('a condition that comes and goes is told once, and over once it stayed away', () => {
  const flapping = Array.from({ length: 20 }, (_, n) => (n % 3 ? undefined : ('warning' as const)));
  const quiet = Array.from({ length: 20 }, () => undefined);
  expect(told([...flapping, ...quiet])).toEqual(['0: warning started', '34: ended']);
});

test('a condition that gets worse is told again, one that gets better is not', () => {
  expect(told(['warning', 'critical', 'warning', 'critical'])).toEqual([
    '0: warning started',
    '1: critical started',
  ]);
});

test('nothing is written while nothing changes', () => {
  const { active } = followConditions([], [condition()], minute(0));
  expect(followConditions(active, [condition()], minute(1)).isChanged).toBe(false);
});
