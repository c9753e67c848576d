import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { ARI_ADDRESS, startAriApplication } from '../../lab/application/ari-application.ts';
import { callAndListen } from '../../lab/callers/person.ts';
import { SOFTSWITCH } from '../../lab/instances/instance.ts';
import { addressOf } from '../../lab/instances/instances.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { expectAllCompleted, flat, instanceIn, openQuietLab, seconds, until } from './support.ts';

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

afterEach(() => lab.close());

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
  const templates = mkdtempSync(join(tmpdir(), 'asterfleet-templates-'));
  cpSync(TEMPLATES, templates, { recursive: true });
  const modules = join(templates, 'modules.conf');
  writeFileSync(modules, readFileSync(modules, 'utf8').replace(/^load = res_timing.*\n/m, ''));
  lab = await openLab({ originMs: Date.parse('2026-11-23T06:00:00Z'), rate: 360, templates });
  lab.control();
  await until('a report', async () => (await reasonsIn(lab)).length > 0);
  await until('the reason', async () =>
    (await reasonsIn(lab)).some((each) => each.startsWith('timing test')),
  );
  expect((await lab.stage.store.read('lab')).slots[0]?.state).toBe('booting');
  rmSync(templates, { recursive: true });
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

test('the address that is bound after the boot is the one that callers are given', async () => {
  lab = await openQuietLab();
  const settings = readFileSync(join(instanceIn(lab, 1).folder, 'etc/pjsip.conf'), 'utf8');
  expect(settings).toContain(`external_media_address = ${addressOf(1)}`);
});

async function reasonsIn({ stage }: Lab): Promise<readonly string[]> {
  const ids = [...stage.cloud.ec2.instances.keys()];
  const arns = ids.map((id) => `arn:aws:ec2:us-east-1:123456789012:instance/${id}`);
  const heartbeats = await stage.heartbeats.read(arns);
  return [...heartbeats.values()].flatMap(({ reasons }) => reasons);
}
