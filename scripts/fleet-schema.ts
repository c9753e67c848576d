import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { fleetDefinition } from '../shared/domain/definition/schema.ts';

/** What an editor completes and checks a fleet definition with. Run after every change of the schema. */
const schema = z.toJSONSchema(fleetDefinition, { io: 'input', target: 'draft-2020-12' });
writeFileSync('fleets/fleet.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
