import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { fleetDefinition } from '../../../../../shared/domain/definition/schema.ts';

test('the schema that editors use is made from the one that checks (npm run schema)', () => {
  const file = new URL('../../../../../fleets/fleet.schema.json', import.meta.url);
  const written = JSON.parse(readFileSync(file, 'utf8')) as unknown;
  const made = z.toJSONSchema(fleetDefinition, { io: 'input', target: 'draft-2020-12' });
  expect(written).toEqual(JSON.parse(JSON.stringify(made)));
});
