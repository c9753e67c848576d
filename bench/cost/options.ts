import { parseArgs } from 'node:util';
import type { Assumptions } from './parts.ts';

/** The shipped day pays for 55.9 of 120 instance-hours: `npm run bench:dispatch`. */
const SERVING_SHARE = 0.47;
/** It launches four of its five: `npm start`. */
const LAUNCHED_SHARE = 0.8;

const USAGE = `usage: npm run cost -- --slots N [--serving M] [--launches-a-day L]
  [--tick-seconds S] [--volume-gb G] [--nodes K] [--json]
N is at least 2; M is at most N; K softswitch nodes follow the routes.
`;

export interface Options extends Assumptions {
  readonly slots: number;
  readonly isJson: boolean;
}

/** Ends the process where they make no sense. */
export function readOptions(): Options {
  const options = optionsIn();
  if (options) return options;
  process.stderr.write(USAGE);
  process.exit(2);
}

function optionsIn(): Options | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      slots: { ...text, default: '5' },
      serving: text,
      'launches-a-day': text,
      'tick-seconds': { ...text, default: '1' },
      // The image's own root volume: the launch template asks for no other size.
      'volume-gb': { ...text, default: '8' },
      nodes: { ...text, default: '2' },
      json: { type: 'boolean', default: false },
    },
  });
  const slots = Number(values.slots);
  const serving = Number(values.serving ?? slots * SERVING_SHARE);
  const launchesADay = Number(values['launches-a-day'] ?? slots * LAUNCHED_SHARE);
  const tickSeconds = Number(values['tick-seconds']);
  const volumeGb = Number(values['volume-gb']);
  const nodes = Number(values.nodes);
  const areNumbers = [launchesADay, tickSeconds, volumeGb, nodes].every((each) => each >= 0);
  const isFleet = Number.isInteger(slots) && slots >= 2 && serving > 0 && serving <= slots;
  if (!isFleet || !areNumbers) return undefined;
  return { slots, serving, launchesADay, tickSeconds, volumeGb, nodes, isJson: values.json };
}
