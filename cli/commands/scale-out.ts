import type { ScaleOut } from '../../shared/usecases/triggers/scale-out.ts';
import { actorOf, WHO } from '../actor.ts';
import { command } from '../command.ts';
import { eventOf, withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { EXIT } from '../errors.ts';
import { columns } from '../output/columns.ts';
import { clock } from '../output/times.ts';
import { minutesIn, required, wholeNumber } from '../values.ts';

const EXAMPLE = 'asterfleet scale-out 5 --for 2h --reason "TV vote"';

/** At least so many instances, at once. */
export const scaleOut = command({
  synopsis: 'scale-out INSTANCES',
  says: `At least so many instances, from now, for so long. It takes nothing away: a fleet that has more keeps
them. Said twice it is one request. The answer says which slots come and when, and what it costs an hour.`,
  options: {
    for: { type: 'string', value: 'TIME', says: 'how long: 90m, 2h; at most 24h' },
    reason: { type: 'string', value: 'TEXT', says: 'why; everybody who is told reads it' },
    ...WHO,
    'request-id': {
      type: 'string',
      value: 'ID',
      says: 'for scripts that retry: the same id is the same request, for ever',
    },
    ...CONNECTION,
  },
  examples: [EXAMPLE, 'asterfleet scale-out 5 --for 90m --reason "a vote" --local'],
  more: `An override ends by itself, or by asterfleet cancel.`,
  run: async ({ values, positionals, terminal }) => {
    const event = eventOf({
      instances: wholeNumber('INSTANCES', positionals[0]),
      minutes: minutesIn('--for', required('--for', values.for, EXAMPLE)),
      reason: required('--reason', values.reason, EXAMPLE),
      actor: actorOf(values.actor, terminal.environment),
      requestId: values['request-id'],
      fleet: values.fleet,
    });
    const answer = await withFunctions({ values, terminal }, (functions) =>
      functions.invoke<ScaleOut>('emergencyScaleOut', event),
    );
    terminal.out(values.json ? `${JSON.stringify(answer)}\n` : textOf(answer));
    return answer.missing > 0 || answer.problems.length > 0 ? EXIT.notWell : EXIT.done;
  },
});

function textOf(answer: ScaleOut): string {
  const { fleet, says, isRepetition, serving, coming, usdPerHour, problems, override } = answer;
  const again = isRepetition ? ' (this request was made before, and is still one)' : '';
  return [
    `${fleet}: ${says}${again}\n`,
    columns([
      ['serving', serving.length === 0 ? 'none' : `slots ${serving.join(', ')}`],
      ...coming.map(({ slot, readyFrom }) => [
        'coming',
        `slot ${slot}, from about ${clock(answer.timeZone, readyFrom)}`,
      ]),
      ...(usdPerHour
        ? [['an hour', `$${usdPerHour.all} for all, $${usdPerHour.added} of it for this`]]
        : []),
      ['to end it', `asterfleet cancel ${override.id} --reason …`],
      ...problems.map((problem) => ['problem', problem]),
    ]),
  ].join('');
}
