// What the control plane costs a month, from the counted calls of a replay: `npm run cost -- --slots 5`.
import { readFileSync } from 'node:fs';
import { fleetOfSize } from './fleet-of-size.ts';
import { replayMonth } from './month/month.ts';
import { readOptions } from './options.ts';
import { type Costs, partsOf, sumsInFreeTier, sumsOf } from './parts.ts';
import { deployedIn } from './prices/template.ts';
import { tableOf } from './table.ts';

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

const { slots, days, nodes, volumeGb, isJson } = readOptions();
const { Resources } = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
const deployed = deployedIn(Resources);
const definition = fleetOfSize(slots, nodes);
const month = await replayMonth(definition, deployed, days);
const costs: Costs = { definition, month, deployed, volumeGb };
const parts = partsOf(costs);
if (isJson) {
  const counted = { ...month, accounts: Object.fromEntries(month.accounts) };
  const figures = {
    slots,
    days,
    ...sumsOf(parts),
    inFreeTier: sumsInFreeTier(parts),
    parts,
    counted,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} else process.stdout.write(`${tableOf(costs, parts)}\n`);
