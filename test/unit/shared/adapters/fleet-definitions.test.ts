import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readFleetDefinitions } from '../../../../shared/adapters/files/fleet-definitions.ts';
import { reconcileAll, type Sweep } from '../../../../shared/usecases/reconcile/reconcile-all.ts';
import { definition } from '../../../support/fleet.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asterfleet-fleets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a broken definition stops only its own fleet, whose tick tells it', async () => {
  writeFileSync(join(folder, 'in-ngn.json'), JSON.stringify(definition()));
  writeFileSync(join(folder, 'broken.json'), '{"fleet": "bro');
  writeFileSync(join(folder, 'misnamed.json'), JSON.stringify(definition({ fleet: 'other' })));
  const fleets = readFleetDefinitions(folder);
  expect(fleets.map(({ fleet }) => fleet)).toEqual(['in-ngn']);
  const { errors }: Sweep = await reconcileAll(fleets, {} as never, 'broken');
  expect(errors.map(({ message }) => message)).toEqual([
    'broken: its definition is missing or broken',
  ]);
});

test('a folder with nothing that can be used is refused', () => {
  writeFileSync(join(folder, 'broken.json'), '{');
  expect(() => readFleetDefinitions(folder)).toThrow('found no fleet definition');
});
