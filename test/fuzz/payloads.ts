import { sessionArnOf, urlEventOf } from '../../local/cloud/url-event.ts';
import {
  ALARM_FORMS,
  health,
  interruption,
  stateChange,
  streamRecord,
} from '../support/aws-events.ts';
import { NIGHT_MS } from '../support/fleet.ts';

export const FUNCTIONS = [
  'reconcile-fleet',
  'handle-alarm',
  'handle-instance-event',
  'emergency-scale-out',
  'operate-fleet',
  'describe-fleet',
  'serve-routing',
  'preflight-fleet',
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export const NOW_MS = NIGHT_MS;
export const SBC_1 = sessionArnOf('role/sbc-1');
/** The newest revision of the world that is tried on. */
export const REVISION = 7;

const WHY = { reason: 'a test of the whole', actor: 'the night shift', fleet: 'in-ngn' };
const ALARM = { value: 'ALARM', atMs: NOW_MS } as const;

/** What each function is really sent, once in every form; `instance` is one of the fleet's own. */
export function payloadsFor(instance: string): Readonly<Record<FunctionName, readonly object[]>> {
  const drift = { missing: ['198.51.100.1'], extra: ['198.51.100.9'] };
  const acknowledged = { fleet: 'in-ngn', revision: REVISION, node: 'sbc-1' };
  return {
    'reconcile-fleet': [{ version: '0', source: 'aws.scheduler', detail: {} }, {}],
    'handle-alarm': Object.values(ALARM_FORMS).map((form) => form(ALARM)),
    'handle-instance-event': [
      stateChange(instance, 'running'),
      interruption(instance),
      health(`arn:aws:ec2:us-east-1:123456789012:instance/${instance}`, NOW_MS + 3_600_000),
      { Records: [streamRecord(instance, { before: { ready: false }, after: { ready: true } })] },
    ],
    'emergency-scale-out': [
      { instances: 5, minutes: 120, ...WHY },
      { instances: 2, minutes: 30, reason: 'a vote', requestId: 'vote-1' },
    ],
    'operate-fleet': [
      { action: 'cancel', override: 'vote', ...WHY },
      { action: 'drain', slot: 1, atOnce: true, ...WHY },
      { action: 'resume', slot: 1, ...WHY },
      { action: 'retire', slot: 1, endCalls: true, ...WHY },
      { action: 'freeze', minutes: 30, launchesToo: true, ...WHY },
      ...['unfreeze', 'replace', 'stop-replacing', 'rebuild'].map((action) => ({
        action,
        ...WHY,
      })),
    ],
    'describe-fleet': [
      { show: 'status', fleet: 'in-ngn' },
      { show: 'plan', hours: 24 },
      {
        show: 'history',
        from: '2026-11-17T00:00:00Z',
        to: '2026-11-18T00:00:00+00:00',
        slot: 2,
      },
      { show: 'load', from: '2026-11-17T00:00:00Z' },
      { show: 'preflight' },
    ],
    'serve-routing': [
      { format: 'kamailio', set: 7, fleet: 'in-ngn', node: 'sbc-1' },
      urlEventOf({
        method: 'GET',
        query: { format: 'csv', node: 'sbc-1' },
        headers: { 'if-none-match': '"7"' },
        userArn: SBC_1,
      }),
      urlEventOf({
        method: 'POST',
        body: JSON.stringify({ ...acknowledged, drift }),
        userArn: SBC_1,
      }),
      urlEventOf({ method: 'POST', body: JSON.stringify(acknowledged), userArn: SBC_1 }),
    ],
    'preflight-fleet': [{ due: true }, { fleet: 'in-ngn' }],
  };
}
