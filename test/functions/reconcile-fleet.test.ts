import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { captureOutput, metricsIn } from '../../bench/cost/month/output.ts';
import { createHandler } from '../../functions/reconcile-fleet/handler.ts';
import type { Decision, Reconciliation } from '../../shared/usecases/reconcile/report.ts';
import { after, NIGHT_MS, serving } from '../support/fleet.ts';

const CONTEXT = { awsRequestId: 'a run', functionName: 'reconcile-fleet' } as Context;

let restore: () => void;
let output: string[];
beforeEach(() => {
  process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
  output = [];
  restore = captureOutput((line) => output.push(line));
});
afterEach(() => {
  restore();
  process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
});

const DECISION = {
  ...{ desired: 1, decidedBy: 'minimum', detail: 'a test', serving: 1, coming: 0, claims: [] },
  ...{ load: { known: false, because: 'a test' }, changes: [] },
  ...{ unacknowledgedMs: 180_000, unacknowledgedBy: ['sbc-1'] },
} as unknown as Decision;

async function emitted(run: Partial<Reconciliation>): Promise<readonly string[]> {
  const silent = { kind: 'flag-raised', flag: 'silent' } as const;
  const slots = [after(serving(1, NIGHT_MS), NIGHT_MS, silent)];
  const fleet = { fleet: 'a', outcome: 'done', slots, errors: [], ...run } as Reconciliation;
  const reconcile = async () => ({ fleets: [fleet], errors: [] });
  await createHandler({ reconcile })({ fleet: 'a' }, CONTEXT);
  return output.filter((line) => line.includes('_aws'));
}

test('a tick emits what the alarms watch and nothing else, in one line', async () => {
  const lines = await emitted({ decision: DECISION });
  const metrics = lines.flatMap(metricsIn);
  expect(metrics.map((series) => series.split(' ')[1])).toEqual(['Ticks', 'attention']);
  expect(metrics.every((series) => series.includes('fleet=a'))).toBe(true);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ Ticks: 1, attention: 2 }]);
});

test('a run that left something undone is no whole tick', async () => {
  const lines = await emitted({ decision: DECISION, errors: [new Error('a test')] });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ Ticks: 0 }]);
});

test('a run that decided nothing does not say that nobody is needed', async () => {
  const [line = '{}'] = await emitted({ outcome: 'skipped' });
  expect(JSON.parse(line)).toMatchObject({ Ticks: 1 });
  expect(JSON.parse(line)).not.toHaveProperty('attention');
});
