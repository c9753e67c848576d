import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeNotice, conditionNotice } from '../../../../shared/domain/notice.ts';
import type { SlotChange } from '../../../../shared/domain/slot/slot.ts';
import { NIGHT_MS } from '../../../support/fleet.ts';

/** Source: 3GPP TS 23.038, the GSM 7-bit default alphabet, the part that it shares with ASCII. */
const GSM = /^[\x20-\x5a\x61-\x7a]*$/;
const zone = 'America/New_York';

const change: SlotChange = {
  fleet: 'in-ngn',
  slot: 3,
  generation: 7,
  version: 41,
  atMs: NIGHT_MS,
  kind: 'flag-raised',
  flag: 'overdue',
  from: 'draining',
  to: 'draining',
  reason: 'draining for 181 minutes with 1 calls left',
  onBehalfOf: 'asterfleet',
  instanceId: 'i-0abc',
};

test('an e-mail says what, why, on whose behalf and what to do, with local and universal time', () => {
  const { subject, text, severity } = changeNotice(change, zone);
  expect(severity).toBe('warning');
  expect(subject).toBe('WARNING in-ngn: slot 3 is overdue');
  expect(text).toBe(
    [
      'When: 03:00 in America/New_York (2026-11-18T08:00:00.000Z).',
      'What: slot 3 (instance i-0abc) is overdue.',
      'Why: draining for 181 minutes with 1 calls left.',
      'On behalf of: asterfleet.',
      'What to do: Look at the instance. It keeps its calls and its address.',
      'Reference: in-ngn/3/7/41',
    ].join('\n'),
  );
});

test('whatever the reason says, the SMS is one message of the GSM alphabet and carries its time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (reason) => {
      const { sms, subject } = changeNotice({ ...change, reason }, zone);
      expect(sms.length).toBeLessThanOrEqual(160);
      expect(sms).toMatch(GSM);
      expect(sms).toContain('2026-11-18T08:00Z');
      expect(subject.length).toBeLessThan(100);
      expect(subject).toMatch(GSM);
    }),
  );
});

test('the same event has the same id, so that a repetition can be told', () => {
  expect(changeNotice(change, zone).id).toBe(changeNotice({ ...change }, zone).id);
});

test('the end of a condition is told as such, and is no alarm', () => {
  const condition = {
    key: 'surge',
    severity: 'critical',
    says: 'all is lost',
    whatToDo: 'run',
  } as const;
  const notice = conditionNotice('in-ngn', condition, 'ended', { atMs: NIGHT_MS, timeZone: zone });
  expect(notice).toMatchObject({ severity: 'info', subject: 'INFO in-ngn: over: all is lost' });
});
