import { parseArgs } from 'node:util';

const USAGE = `usage: npm run cost -- [--slots N] [--days D] [--nodes K] [--volume-gb G] [--json]
  --slots N      of the shipped fleet, whose day grows with them; 2 or more (5)
  --days D       so many are replayed, from a Monday on, and stand for the month (30; 7 from 21 slots on, 1 from 101 on)
  --nodes K      so many softswitch nodes follow the routes (2)
  --volume-gb G  of an instance (8, the image's own: the launch template asks for no other size)
  --json         one line with all figures, and nothing else
`;

/** One alone never has the spare channels that so little blocking asks for. */
const SLOTS_MIN = 2;

export interface Options {
  readonly slots: number;
  readonly days: number;
  readonly nodes: number;
  readonly volumeGb: number;
  readonly isJson: boolean;
}

/** Ends the process where they make no sense. */
export function readOptions(): Options {
  const options = optionsIn(process.argv.slice(2));
  if (options) return options;
  process.stderr.write(USAGE);
  process.exit(2);
}

/** Undefined where they make no sense. */
export function optionsIn(args: readonly string[]): Options | undefined {
  const values = valuesIn(args);
  if (!values) return undefined;
  const slots = Number(values.slots);
  const days = Number(values.days ?? affordableDays(slots));
  const nodes = Number(values.nodes);
  const volumeGb = Number(values['volume-gb']);
  const areWhole = [slots, days, nodes].every((each) => Number.isInteger(each) && each >= 1);
  if (!areWhole || slots < SLOTS_MIN || !(volumeGb > 0)) return undefined;
  return { slots, days, nodes, volumeGb, isJson: values.json };
}

/** In about three minutes. */
function affordableDays(slots: number): number {
  if (slots <= 20) return 30;
  return slots <= 100 ? 7 : 1;
}

function valuesIn(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        slots: { ...text, default: '5' },
        days: text,
        nodes: { ...text, default: '2' },
        'volume-gb': { ...text, default: '8' },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    return undefined;
  }
}
