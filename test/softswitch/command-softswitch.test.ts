import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { commandSoftswitch } from '../../softswitch/follow/command-softswitch.ts';
import { snapshotOf } from '../support/routes.ts';

let folder: string;
let memory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asterfleet-command-'));
  memory = join(folder, 'memory');
  writeFileSync(memory, '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the command knows the fleet and the revision', async () => {
  const command = `echo "$ASTERFLEET_FLEET $ASTERFLEET_REVISION" > ${memory}`;
  const softswitch = commandSoftswitch({ onChange: command, verify: undefined });
  await softswitch.apply(snapshotOf(7, [100]));
  expect(readFileSync(memory, 'utf8')).toBe('in-ngn 7\n');
});

test('a command that fails is a failure', async () => {
  const softswitch = commandSoftswitch({ onChange: 'exit 3', verify: undefined });
  await expect(softswitch.apply(snapshotOf(7, [100]))).rejects.toThrow('exit 3');
});

test('what is printed is compared by address, in whatever words, and strangers’ addresses are let be', async () => {
  const softswitch = commandSoftswitch({ onChange: undefined, verify: `cat ${memory}` });
  await softswitch.apply(snapshotOf(1, [100, 100]));
  await softswitch.apply(snapshotOf(2, [100, undefined, 100]));
  const now = snapshotOf(2, [100, undefined, 100]);
  writeFileSync(
    memory,
    'dest <sip:198.51.100.1:5060> up\n198.51.100.2 up, listening on 10.0.0.7\n',
  );
  expect(await softswitch.drift(now)).toEqual({
    missing: ['198.51.100.3'],
    extra: ['198.51.100.2'],
  });
});

test('what an earlier follower left is no stranger’s', async () => {
  const commands = { onChange: undefined, verify: `cat ${memory}` };
  const softswitch = commandSoftswitch(commands, snapshotOf(1, [100, 100]));
  writeFileSync(memory, '198.51.100.1 198.51.100.2 198.51.100.9\n');
  expect(await softswitch.drift(snapshotOf(2, [100]))).toEqual({
    missing: [],
    extra: ['198.51.100.2'],
  });
});

test('without a command that prints nothing is known', async () => {
  const softswitch = commandSoftswitch({ onChange: 'true', verify: undefined });
  expect(await softswitch.drift(snapshotOf(1, [100]))).toBeUndefined();
});
