// What the control plane costs a month, from counted calls: `npm run cost -- --slots 5`.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { LOG_BYTES_A_TICK, type Part, partsOf } from './parts.ts';
import { countQuietMinute } from './quiet-ticks.ts';

/** The shipped day pays for 57.25 of 120 instance-hours: `npm start`. */
const MEAN_SHARE = 57.25 / 120;
const FLEET = 'fleets/in-ngn.yml';
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

const { values } = parseArgs({
  options: {
    slots: { type: 'string', default: '5' },
    'tick-seconds': { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
const slots = Number(values.slots);
const tickSeconds = Number(values['tick-seconds']);
if (!Number.isInteger(slots) || slots < 1 || !(tickSeconds > 0)) {
  process.stderr.write('usage: npm run cost -- --slots N [--tick-seconds S] [--json]\n');
  process.exit(2);
}

const fleetText = readFileSync(FLEET, 'utf8')
  .replace(/^slots: .*$/m, `slots: ${slots}`)
  .replace(/perTick: .*$/m, `perTick: ${slots}`)
  .replace(/perHour: .*$/m, `perHour: ${slots}`);
const definition = parseDefinition(fleetText, FLEET);
const serving = Math.max(1, Math.round(slots * MEAN_SHARE));
const quiet = await countQuietMinute(fleetText, slots, serving);
const { Resources } = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
const parts = partsOf({
  definition,
  serving: slots * MEAN_SHARE,
  quiet,
  tickSeconds,
  resources: Resources,
});

const sum = (of: readonly Part[]) => of.reduce((total, { usd }) => total + usd, 0);
const control = sum(parts.filter(({ isFleet }) => !isFleet));
const fleet = sum(parts.filter(({ isFleet }) => isFleet));
const share = (100 * control) / (control + fleet);

function line(name: string, quantity: string, usd: number): string {
  return `  ${name.padEnd(46)}${quantity.padStart(18)}${usd.toFixed(2).padStart(12)}`;
}

process.stdout.write(
  [
    `${slots} slots, ${(slots * MEAN_SHARE).toFixed(1)} instances in the mean, USD a month of 730 hours`,
    '',
    ...parts.map(({ name, quantity, usd }) => line(name, quantity.toLocaleString('en-US'), usd)),
    '',
    line('the control plane', `${share.toFixed(1)} %`, control),
    line('the fleet', '', fleet),
    '',
    `Counted: ${quiet.calls} calls, ${quiet.reads} read and ${quiet.writes} write units a quiet tick.`,
    `Assumed: ${tickSeconds} s and ${LOG_BYTES_A_TICK} bytes of log a tick. Not counted: calls' traffic, volumes, SMS.`,
    '',
  ].join('\n'),
);
if (values.json)
  process.stdout.write(`${JSON.stringify({ slots, control, fleet, share, quiet, parts })}\n`);
