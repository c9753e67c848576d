// How many calls with media one Asterisk carries: `npm run bench:capacity`.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { enterNetwork } from '../../lab/network.ts';
import { getTools } from '../../lab/tools/tools.ts';
import { KINDS } from './kinds.ts';
import { type Capacity, type Limits, type Machine, measureKind } from './measure.ts';
import { pin } from './processor.ts';

const USAGE = `usage: npm run bench:capacity -- [--cores N] [--step CALLS] [--processor PERCENT] [--kind TEXT] [--json]
Run it on an instance of the type that you want to know. Asterisk gets N of its cores, the callers the others.
`;
const HEARD_PERCENT = 95;
/** The system that this one replaces: 2 cores, media handling. */
const ORIGINAL = { cores: 2, planned: 80, limit: 110 };

interface Options {
  readonly machine: Machine;
  readonly step: number;
  readonly limits: Limits;
  readonly kind: string;
  readonly isJson: boolean;
}

function options(): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      cores: { ...text, default: String(Math.max(1, availableParallelism() - 1)) },
      step: { ...text, default: '60' },
      processor: { ...text, default: '80' },
      kind: { ...text, default: '' },
      json: { type: 'boolean', default: false },
    },
  });
  const all = availableParallelism();
  const cores = Number(values.cores);
  const step = Number(values.step);
  const processorPercent = Number(values.processor);
  const isSensible = [cores, step, processorPercent].every(
    (each) => Number.isInteger(each) && each > 0,
  );
  if (!isSensible || cores > all) {
    process.stderr.write(USAGE);
    process.exit(2);
  }
  const otherCores = cores < all ? `${cores}-${all - 1}` : `0-${all - 1}`;
  return {
    machine: { asteriskCores: `0-${cores - 1}`, cores, otherCores },
    step,
    limits: { processorPercent, heardPercent: HEARD_PERCENT },
    kind: values.kind,
    isJson: values.json,
  };
}

function tableOf(found: readonly Capacity[], { machine, limits }: Options): string {
  const { cores } = machine;
  const rows = found.map(({ kind, calls, channelsPerCall, steps }) => {
    const at = steps.find((step) => step.calls === calls);
    return [
      `  ${kind.padEnd(28)}`,
      String(calls).padStart(6),
      String(calls * channelsPerCall).padStart(9),
      (calls / cores).toFixed(0).padStart(15),
      `${(at?.processorPercent ?? Number.NaN).toFixed(0)} %`.padStart(10),
    ].join('');
  });
  return [
    `One Asterisk on ${cores} core${cores > 1 ? 's' : ''}, media both ways, to ${limits.processorPercent} % of them`,
    '',
    `  ${'what the calls do'.padEnd(28)} calls channels  calls per core processor`,
    ...rows,
    `  ${'the system before this one'.padEnd(28)}${String(ORIGINAL.limit).padStart(6)}${''.padStart(9)}${(ORIGINAL.limit / ORIGINAL.cores).toFixed(0).padStart(15)}`,
    '',
    `The system before planned ${ORIGINAL.planned} channels on ${ORIGINAL.cores} cores, and took ${ORIGINAL.limit} at most.`,
    'Set `channels.limit` below what your own calls come to here, and `planned` below that by what a burst needs.',
  ].join('\n');
}

getTools();
enterNetwork();
const chosen = options();
// The callers' programs are started by this one, and inherit where it may run.
pin(process.pid, chosen.machine.otherCores);
const found: Capacity[] = [];
for (const kind of KINDS.filter(({ name }) => name.includes(chosen.kind))) {
  const capacity = await measureKind(kind, chosen);
  for (const { calls, processorPercent, heardPercent, failed } of capacity.steps)
    process.stderr.write(
      `${kind.name}: ${calls} calls, ${processorPercent.toFixed(0)} % of its cores, ${heardPercent.toFixed(0)} % heard, ${failed} failed\n`,
    );
  found.push(capacity);
}
process.stdout.write(`${tableOf(found, chosen)}\n`);
if (chosen.isJson) process.stdout.write(`${JSON.stringify(found)}\n`);
process.exit();
