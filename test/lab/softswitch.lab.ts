import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Lab } from '../../lab/lab.ts';
import { type AsteriskFront, startAsteriskFront } from '../../lab/softswitch/asterisk-front.ts';
import { type Follower, startFollower } from '../../lab/softswitch/follower.ts';
import { randomStream } from '../../local/traffic/random.ts';
import { readRoutingMessage } from '../../shared/domain/routing/message.ts';
import { isServing, type Slot } from '../../shared/domain/slot/slot.ts';
import { destinationsOf } from '../../shared/softswitch/kamailio.ts';
import {
  expectAllCompleted,
  flat,
  HOLDING_MS,
  instanceIn,
  openQuietLab,
  order,
  scaleOut,
  seconds,
  until,
} from './support.ts';

/** `LAB_CHANGES=25` for those who have less time. */
const CHANGES = Number(process.env['LAB_CHANGES'] ?? 100);
const SLOTS = 6;
const HELD_MAX = 3;
const ALL_DAY = 24 * 60;
const FRONT = '127.0.20.210';
const NODES = '  nodes:\n';

/** One fleet behind two softswitches: a drain waits for both. */
let lab: Lab;
let front: AsteriskFront;
let followerOfFront: Follower;
beforeAll(async () => {
  const withFront = `${NODES}    - { name: front, principal: role/front }\n`;
  const edit = (text: string) => flat(text).replace(NODES, withFront);
  lab = await openQuietLab({ edit });
  const folder = join(lab.folder, 'front');
  front = await startAsteriskFront(lab.tools, folder, FRONT);
  const { fleet } = lab.definition;
  const { following } = front;
  followerOfFront = await startFollower(lab.stage, { fleet, node: 'front', folder, following });
  await scaleOut(lab, 4, ALL_DAY);
  const turns = `TURNS_LAB=${(await slots()).serving.map((slot) => `lab-slot${slot}`).join('&')}\n`;
  // Until the last has its whole share.
  await until('equal shares', async () =>
    (await front.command('dialplan show globals')).includes(turns),
  );
});
afterAll(async () => {
  await followerOfFront.close();
  await front.close();
  await lab.close();
});

/** Revisions that were published, and those that Kamailio's follower acknowledged; each once, in order. */
function watchRevisions() {
  const published = new Set<number>();
  const acknowledged = new Set<number>();
  const { cloud, routingTopicArn } = lab.stage;
  cloud.topics.subscribe(routingTopicArn, ({ message }) => {
    published.add(readRoutingMessage(message)?.revision ?? 0);
  });
  cloud.onRequest(({ action, body = '' }) => {
    if (action !== 'PutItem' || !body.includes('ACKNOWLEDGED#')) return;
    const { Item } = JSON.parse(body) as { readonly Item: AcknowledgementItem };
    if (Item.node.S === 'kamailio') acknowledged.add(Number(Item.revision.N));
  });
  return { published: () => [...published], acknowledged: () => [...acknowledged] };
}

interface AcknowledgementItem {
  readonly node: { readonly S: string };
  readonly revision: { readonly N: string };
}

/** Slots that somebody has ordered away, and those that are in service. */
async function slots() {
  const all = (await lab.stage.store.read(lab.definition.fleet)).slots;
  const numbers = (of: (slot: Slot) => boolean) => all.filter(of).map(({ number }) => number);
  return {
    held: numbers(({ hold }) => hold !== undefined),
    serving: numbers(isServing),
    vacant: numbers(({ state }) => state === 'vacant'),
  };
}

/** Calls that each has taken since it booted. */
function callsOf(numbers: readonly number[]): Promise<number[]> {
  return Promise.all(
    numbers.map(async (slot) => (await instanceIn(lab, slot).metrics())?.callsSum ?? 0),
  );
}

/** Most and fewest calls that a slot got of those that `place` brings. */
async function spreadOf(place: () => Promise<void>): Promise<{ taken: number[]; spread: number }> {
  const { serving } = await slots();
  const before = await callsOf(serving);
  await place();
  const taken = (await callsOf(serving)).map((calls, at) => calls - (before[at] ?? 0));
  return { taken, spread: Math.max(...taken) - Math.min(...taken) };
}

test('over a steady stretch all slots are as busy as each other', async () => {
  const { taken, spread } = await spreadOf(async () => {
    const callers = lab.call({ meanHoldingMs: HOLDING_MS, perSecond: 30 });
    await seconds(15);
    await expectAllCompleted(callers, 350);
  });
  const mean = taken.reduce((sum, calls) => sum + calls, 0) / taken.length;
  process.stderr.write(`calls that Kamailio gave each slot: ${taken.join(', ')}\n`);
  // Chance alone would have them two standard deviations apart.
  expect(spread).toBeLessThan(2 * Math.sqrt(mean));
});

test('an Asterisk as the front goes round the slots, and a slot that leaves under load fails no call', async () => {
  const calls = { target: FRONT, meanHoldingMs: HOLDING_MS, perSecond: 10 };
  const { taken, spread } = await spreadOf(async () => {
    const callers = lab.call(calls);
    await seconds(5);
    await expectAllCompleted(callers, 40);
  });
  process.stderr.write(`calls that the front gave each slot: ${taken.join(', ')}\n`);
  expect(spread).toBeLessThanOrEqual(2);
  const callers = lab.call(calls);
  const [refusing = 0, leaving = 0] = (await slots()).serving;
  // Its 503 is for the next one to take, until its agent opens it again.
  await instanceIn(lab, refusing).command('pjsip set maintenance on softswitch');
  await order(lab, { action: 'drain', slot: leaving, atOnce: true });
  await until('its end', async () => (await slots()).vacant.includes(leaving), 40);
  await expectAllCompleted(callers, 40);
});

test('random changes of the fleet under load, a hundred: no call fails, and every revision is acknowledged', async () => {
  const revisions = watchRevisions();
  const callers = lab.call({ meanHoldingMs: HOLDING_MS, perSecond: 20 });
  const random = randomStream(1, 'changes');
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  let deaths = 0;
  while (revisions.published().length < CHANGES) {
    const { held, serving } = await slots();
    const dice = random();
    if (dice < 0.1) {
      await lab.stage.invoke('emergency-scale-out', {
        instances: 3 + Math.floor(random() * (SLOTS - 2)),
        minutes: ALL_DAY,
        reason: 'a test of the lab',
      });
    } else if (dice < 0.15) {
      deaths += 1;
      await lab.follower.die();
    } else if (held.length < HELD_MAX && dice < 0.65)
      await order(lab, { action: 'drain', slot: pick(serving) }).catch(() => undefined);
    else await order(lab, { action: 'resume', slot: pick(held) }).catch(() => undefined);
    await seconds(random() / 4);
  }
  await lab.pause();
  await until('the last', () => {
    return revisions.acknowledged().includes(Math.max(...revisions.published()));
  });
  const { failovers, lost } = lab.kamailio.failures();
  process.stderr.write(
    `${revisions.published().length} revisions, ${revisions.acknowledged().length} acknowledged, ${deaths} deaths of the follower, ${failovers} calls offered twice\n`,
  );
  // One that came while the follower was dead is acknowledged with the next.
  const { length: overtaken } = revisions
    .published()
    .filter((one) => !revisions.acknowledged().includes(one));
  expect(overtaken).toBeLessThanOrEqual(deaths);
  expect(lost).toBe(0);
  // A slot whose drain is taken back is open again: else it would refuse its turn each time.
  expect(failovers).toBeLessThan(50);
  const { snapshot } = (await lab.stage.store.read(lab.definition.fleet)).routing ?? {};
  if (!snapshot) throw new Error('no routes');
  const loaded = (await lab.kamailio.loaded()).map(({ set, uri, attributes }) => ({
    set,
    uri,
    attributes,
  }));
  expect(loaded).toEqual(expect.arrayContaining(destinationsOf(snapshot, { set: 1 })));
  lab.control();
  await expectAllCompleted(callers, 5 * CHANGES);
}, 300_000);
