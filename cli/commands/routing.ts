import { FORMAT_NAMES } from '../../shared/softswitch/formats.ts';
import type { Routes } from '../../shared/usecases/routing/read-routes.ts';
import { command } from '../command.ts';
import { eventOf, withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { EXIT } from '../errors.ts';
import { wholeNumber } from '../values.ts';

/** The present routes, in a softswitch's own form. */
export const routing = command({
  synopsis: 'routing',
  says: `The present routes in a softswitch's own form: what it should be routing right now. asterfleet follow keeps a
softswitch on them; this only shows them.`,
  options: {
    format: {
      type: 'string',
      value: 'FORMAT',
      says: `${FORMAT_NAMES.slice(0, 5).join(', ')},\n${FORMAT_NAMES.slice(5).join(', ')} (json)`,
    },
    set: { type: 'string', value: 'N', says: 'first set or group number (1)' },
    ...CONNECTION,
  },
  examples: ['asterfleet routing --format kamailio', 'asterfleet routing --local'],
  run: async ({ values, terminal }) => {
    const { format, set, fleet, json } = values;
    const number = set === undefined ? undefined : wholeNumber('--set', set);
    const answer = await withFunctions({ values, terminal }, (functions) =>
      functions.invoke<Routes>('serveRouting', eventOf({ format, set: number, fleet })),
    );
    terminal.out(json ? `${JSON.stringify(answer)}\n` : withNewline(answer.text));
    return EXIT.done;
  },
});

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
