import { command } from '../command.ts';
import { withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { readChanges } from '../connection/past.ts';
import { EXIT } from '../errors.ts';
import { fleetClock, spanIn, spanOptions } from '../local-time.ts';
import { historyText } from '../output/history-text.ts';
import { wholeNumber } from '../values.ts';

const UNSAID = '1d';

/** Who changed what, when and why. */
export const history = command({
  synopsis: 'history',
  says: `Who changed what, when and why: every slot's changes, and every order of a person or an alarm. This is what
explains a number of the past: why were there four instances at 10:15?`,
  options: {
    ...spanOptions(UNSAID),
    slot: { type: 'string', value: 'SLOT', says: 'of one slot' },
    kind: { type: 'string', value: 'KIND', says: 'of one kind, such as claimed or override-set' },
    by: {
      type: 'string',
      value: 'TEXT',
      says: 'only what was done on behalf of those with TEXT in their name',
    },
    grep: { type: 'string', value: 'TEXT', says: 'only lines with TEXT in them' },
    ...CONNECTION,
  },
  examples: [
    'asterfleet history --from 09:00 --to 10:15',
    'asterfleet history --since 7d --by ada',
    'asterfleet history --slot 3 --kind became-ready --local',
  ],
  run: async ({ values, terminal }) => {
    const { timeZone, fleet, changes } = await withFunctions({ values, terminal }, async (all) => {
      const clock = await fleetClock(all, values.fleet);
      const slot = values.slot === undefined ? undefined : wholeNumber('--slot', values.slot);
      const span = { fleet: clock.fleet, ...spanIn(values, clock, UNSAID), slot };
      return { ...clock, changes: await readChanges(all, span) };
    });
    const shown = changes.filter((change) => isMeant(change, values));
    if (values.json) terminal.out(`${JSON.stringify({ fleet, timeZone, changes: shown })}\n`);
    else terminal.out(historyText(shown, timeZone, terminal));
    return EXIT.done;
  },
});

interface Filters {
  readonly kind?: string | undefined;
  readonly by?: string | undefined;
  readonly grep?: string | undefined;
}

function isMeant(
  change: { readonly kind: string; readonly onBehalfOf: string },
  { kind, by = '', grep = '' }: Filters,
): boolean {
  const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
  const isOfKind = kind === undefined || change.kind === kind;
  return isOfKind && has(change.onBehalfOf, by) && has(JSON.stringify(change), grep);
}
