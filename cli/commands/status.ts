import type { StatusAnswer } from '../answers.ts';
import { command } from '../command.ts';
import { eventOf, withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { EXIT } from '../errors.ts';
import { statusText } from '../output/status-text.ts';

/** What the fleet does now, why, and what is next. */
export const status = command({
  synopsis: 'status',
  says: `What the fleet does now: every slot with its state, calls and address; how many instances are wanted and
what decides that; what is next; and what lasts: overrides, holds, notices that are not over.`,
  options: CONNECTION,
  examples: ['asterfleet status', 'asterfleet status --local', 'asterfleet status --json'],
  run: async ({ values, terminal }) => {
    const answer = await withFunctions({ values, terminal }, (functions) =>
      functions.invoke<StatusAnswer>(
        'describeFleet',
        eventOf({ show: 'status', fleet: values.fleet }),
      ),
    );
    terminal.out(values.json ? `${JSON.stringify(answer)}\n` : statusText(answer, terminal));
    return EXIT.done;
  },
});
