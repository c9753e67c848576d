// What the control plane costs a month, from counted calls: `npm run cost -- --slots 5`.
import { readFileSync } from 'node:fs';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { measure } from './measure.ts';
import { readOptions } from './options.ts';
import { type Costs, partsOf, sumsOf } from './parts.ts';
import { tableOf } from './table.ts';
import { deployedIn } from './template.ts';

const FLEET = 'fleets/in-ngn.yml';
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** The shipped fleet, as large, and free to launch all of it at once. */
function fleetTextOf(slots: number): string {
  return readFileSync(FLEET, 'utf8')
    .replace(/^slots: .*$/m, `slots: ${slots}`)
    .replace(/^( +perTick:) .*$/m, `$1 ${slots}`)
    .replace(/^( +perHour:) .*$/m, `$1 ${2 * slots}`);
}

const { slots, isJson, ...assumed } = readOptions();
const fleetText = fleetTextOf(slots);
const definition = parseDefinition(fleetText, FLEET);
// One slot is left for the instance whose launch and retirement are counted.
const serving = Math.min(slots - 1, Math.max(1, Math.round(assumed.serving)));
const measured = await measure(fleetText, definition, serving);
const { Resources } = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
const costs: Costs = { definition, measured, assumed, deployed: deployedIn(Resources) };
const parts = partsOf(costs);
const sums = sumsOf(parts);
process.stdout.write(`${tableOf(costs, parts, sums)}\n`);
if (isJson)
  process.stdout.write(`${JSON.stringify({ slots, ...sums, assumed, measured, parts })}\n`);
