import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { ARI_ADDRESS, startAriApplication } from '../../lab/application/ari-application.ts';
import { callAndListen } from '../../lab/callers/person.ts';
import { SOFTSWITCH } from '../../lab/instances/instance.ts';
import type { Lab } from '../../lab/lab.ts';
import {
  expectAllCompleted,
  flat,
  instanceIn,
  openQuietLab,
  order,
  scaleOut,
  seconds,
  until,
} from './support.ts';

const TEMPLATES = new URL('../../instance/asterisk', import.meta.url).pathname;
/** Of a tone that was sent at 8000. */
const AUDIBLE = 2_000;
const INAUDIBLE = 400;

const toService = {
  address: '127.0.20.21',
  target: SOFTSWITCH,
  extension: '8005550100',
  seconds: 1,
};

let lab: Lab;
const folders: string[] = [];

afterEach(async () => {
  await lab.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test('three callers in a conference hear each other and not themselves', async () => {
  lab = await openQuietLab();
  const join = (address: string, speaksHertz?: number) =>
    callAndListen({
      address,
      target: SOFTSWITCH,
      extension: 'room7',
      seconds: 4,
      ...(speaksHertz && { speaksHertz }),
    });
  const [low, high, silent] = await Promise.all([
    join('127.0.20.21', 440),
    join('127.0.20.22', 620),
    join('127.0.20.23'),
  ]);
  expect(low.amplitude(620)).toBeGreaterThan(AUDIBLE);
  expect(low.amplitude(440)).toBeLessThan(INAUDIBLE);
  expect(high.amplitude(440)).toBeGreaterThan(AUDIBLE);
  expect(high.amplitude(620)).toBeLessThan(INAUDIBLE);
  expect(silent.amplitude(440)).toBeGreaterThan(AUDIBLE);
  expect(silent.amplitude(620)).toBeGreaterThan(AUDIBLE);
});

test('without a timing source an instance is not ready, and says why', async () => {
  lab = await openQuietLab({ templates: without('res_timing_timerfd'), edit: (text) => text }, 0);
  await until('the reason', async () =>
    (await reasonsIn(lab)).some((each) => each.startsWith('timing test')),
  );
  expect((await lab.stage.store.read('lab')).slots[0]?.state).toBe('booting');
});

test('an Asterisk that knows no maintenance is closed by its dial plan, and opened again', async () => {
  lab = await openQuietLab({ templates: without('res_pjsip_maintenance') });
  await scaleOut(lab, 2, 600);
  // Long enough for the drain not to end before it is taken back.
  const callers = lab.call({ meanHoldingMs: 25_000, holding: 'fixed', perSecond: 10 });
  await seconds(3);
  callers.setRate(0);
  const [instance] = lab.instances.up;
  if (!instance) throw new Error('no instance is up');
  const { slot, address } = instance;
  await order(lab, { action: 'drain', slot });
  await until('the fence', async () => (await statusOf(address)) === 503);
  await order(lab, { action: 'resume', slot });
  await until('no fence', async () => (await statusOf(address)) === 200);
  await expectAllCompleted(callers, 20);
});

test('an application logic that cannot be reached makes an instance unready; its callers are told', async () => {
  lab = await openQuietLab();
  await lab.application.interrupt();
  const heard = await callAndListen(toService);
  expect(heard.status).toBe(480);
  expect(heard.packets).toBeGreaterThan(100);
  await until('the reason', async () =>
    (await reasonsIn(lab)).some((each) => each.includes('application logic')),
  );
});

test('over a WebSocket that Asterisk opens, the application logic gets every call', async () => {
  const application = await startAriApplication();
  lab = await openQuietLab({
    edit: (text) => flat(text).replace(/^ {2}address: agi.*$/m, `  address: ${ARI_ADDRESS}`),
  });
  const callers = lab.call({ meanHoldingMs: 1_000, perSecond: 10 });
  await seconds(3);
  await expectAllCompleted(callers, 20);
  expect(application.calls).toBeGreaterThan(20);
  await application.close();
  const heard = await callAndListen(toService);
  expect(heard.status).toBe(480);
  expect(heard.packets).toBeGreaterThan(100);
});

test('behind a translated address callers are told the public one, which came after the boot', async () => {
  lab = await openQuietLab({ publicAddressOf: (slot) => `198.51.100.${slot}` });
  const { slot, address } = instanceIn(lab, 1);
  const { told, status } = await callAndListen({
    address: '127.0.20.21',
    target: address,
    extension: 'announcement',
    seconds: 0.2,
  });
  expect(status).toBe(200);
  expect(told.media).toBe(`198.51.100.${slot}`);
  expect(told.contact).toBe(`sip:198.51.100.${slot}:5060`);
});

/** A copy of the project's templates that does not load that module. */
function without(module: string): string {
  const templates = mkdtempSync(join(tmpdir(), 'asterfleet-templates-'));
  cpSync(TEMPLATES, templates, { recursive: true });
  const file = join(templates, 'modules.conf');
  const kept = readFileSync(file, 'utf8').replace(`load = ${module}.so\n`, '');
  writeFileSync(file, kept);
  folders.push(templates);
  return templates;
}

/** What a new call is answered. */
async function statusOf(target: string): Promise<number> {
  const call = { address: '127.0.20.22', target, extension: 'announcement', seconds: 0.1 };
  return (await callAndListen(call)).status;
}

async function reasonsIn({ stage }: Lab): Promise<readonly string[]> {
  const ids = [...stage.cloud.ec2.instances.keys()];
  const arns = ids.map((id) => `arn:aws:ec2:us-east-1:123456789012:instance/${id}`);
  const heartbeats = await stage.heartbeats.read(arns);
  return [...heartbeats.values()].flatMap(({ reasons }) => reasons);
}
