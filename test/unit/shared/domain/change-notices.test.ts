import { expect, test } from '@jest/globals';
import { changeNotices } from '../../../../shared/domain/change-notices.ts';
import { changeNotice } from '../../../../shared/domain/notice.ts';
import type { SlotChange } from '../../../../shared/domain/slot/slot.ts';
import { NIGHT_MS } from '../../../support/fleet.ts';

const timeZone = 'America/New_York';

function silent(slot: number, change: Partial<SlotChange> = {}): SlotChange {
  return {
    fleet: 'in-ngn',
    slot,
    generation: 1,
    version: 5,
    atMs: NIGHT_MS,
    kind: 'flag-raised',
    flag: 'silent',
    from: 'serving',
    to: 'serving',
    reason: 'its heartbeats stopped',
    onBehalfOf: 'asterfleet',
    ...change,
  };
}

/** From vacant to launching. */
function moved(slot: number, reason: string): SlotChange {
  const { flag: _, ...change } = silent(slot);
  return { ...change, kind: 'claimed', from: 'vacant', to: 'launching', reason };
}

const ten = Array.from({ length: 10 }, (_, index) => silent(index + 1));

test('ten that fall silent at once are one notice in a large fleet, and one each in a small one', () => {
  expect(changeNotices(ten, { timeZone, slots: 20 })).toEqual(
    ten.map((change) => changeNotice(change, timeZone)),
  );
  const [notice, ...others] = changeNotices(ten, { timeZone, slots: 10_000 });
  expect(others).toEqual([]);
  expect(notice).toMatchObject({
    severity: 'warning',
    subject: 'WARNING in-ngn: 10 slots are silent',
    sms: 'in-ngn 2026-11-18T08:00Z 10 slots are silent: its heartbeats stopped',
  });
  expect(notice?.text).toContain('What: slots 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 are silent.');
});

test('what differs in kind, flag, step or time is told apart, and few are told each', () => {
  const back = ten.map((each) => ({ ...each, kind: 'flag-lowered' }));
  const later = ten.map((each) => ({ ...each, atMs: NIGHT_MS + 60_000 }));
  const lost = { ...moved(11, 'it is gone'), kind: 'instance-lost' };
  const notices = changeNotices([...ten, ...back, lost, ...later], { timeZone, slots: 10_000 });
  expect(notices.map(({ subject }) => subject)).toEqual([
    'WARNING in-ngn: 10 slots are silent',
    'INFO in-ngn: 10 slots are no longer silent',
    'CRITICAL in-ngn: slot 11 vacant to launching',
    'WARNING in-ngn: 10 slots are silent',
  ]);
  expect(new Set(notices.map(({ id }) => id)).size).toBe(4);
});

test('a crowd of thousands is told by its number, its first slots and a few of its reasons', () => {
  const thousands = Array.from({ length: 5_000 }, (_, index) =>
    moved(index + 1, `reason ${index % 7}`),
  );
  const [notice] = changeNotices(thousands, { timeZone, slots: 10_000 });
  expect(notice?.subject).toBe('INFO in-ngn: 5000 slots vacant to launching');
  expect(notice?.text).toContain(', 40 and 4960 more vacant -> launching.');
  expect(notice?.text).toContain('Why: reason 0; reason 1; reason 2 and 4 more.');
});
