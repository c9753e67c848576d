import { afterEach, expect, test } from '@jest/globals';
import type { Lab } from '../../lab/lab.ts';
import { expectAllCompleted, flat, HOLDING_MS, openQuietLab, scaleOut } from './support.ts';

let lab: Lab;

afterEach(() => lab.close());

const NODES = /^ {2}nodes:\n.*\n/m;

test('with static routes and OPTIONS alone, slots come and go under load and no call fails', async () => {
  lab = await openQuietLab({ isStatic: true, edit: (text) => flat(text).replace(NODES, '') });
  expect(lab.definition.routing.nodes).toEqual([]);
  const callers = lab.call({ meanHoldingMs: HOLDING_MS, perSecond: 10 });
  await scaleOut(lab, 3, 60);
  await lab.awaitSlots('vacant', 4, 60);
  process.stderr.write(`static routes: ${lab.kamailio.failures().failovers} calls offered twice\n`);
  expect(lab.kamailio.failures().lost).toBe(0);
  await expectAllCompleted(callers, 150);
});
