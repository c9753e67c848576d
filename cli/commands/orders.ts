import { actorOf, WHO } from '../actor.ts';
import { type Command, command, type Option, type Values } from '../command.ts';
import { eventOf, withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { minutesIn, required, wholeNumber } from '../values.ts';
import { type OrderAnswer, orderEnd, orderText } from './order-answer.ts';

const ORDER = {
  reason: { type: 'string', value: 'TEXT', says: 'why; everybody who is told reads it' },
  ...WHO,
  ...CONNECTION,
} as const;

interface OrderCommand {
  readonly synopsis: string;
  readonly says: string;
  readonly options?: Readonly<Record<string, Option>>;
  readonly example: string;
  /** What the function is asked, but for who asks and why. */
  readonly fields: (
    values: Readonly<Record<string, unknown>>,
    positionals: readonly string[],
  ) => Readonly<Record<string, unknown>>;
}

/** One order of `operateFleet`. */
function order({ synopsis, says, options, example, fields }: OrderCommand): Command {
  return command({
    synopsis,
    says,
    options: { ...ORDER, ...options },
    examples: [`asterfleet ${example}`],
    run: async ({ values: given, positionals, terminal }) => {
      // Whatever options an order adds, it has these.
      const values = given as Values<typeof ORDER>;
      const event = eventOf({
        ...fields(given, positionals),
        reason: required('--reason', values.reason, `asterfleet ${example}`),
        actor: actorOf(values.actor, terminal.environment),
        fleet: values.fleet,
      });
      const answer = await withFunctions({ values, terminal }, (functions) =>
        functions.invoke<OrderAnswer>('operateFleet', event),
      );
      terminal.out(values.json ? `${JSON.stringify(answer)}\n` : orderText(answer));
      return orderEnd(answer);
    },
  });
}

export const cancel = order({
  synopsis: 'cancel [OVERRIDE]',
  says: `Ends an override before its time; all of them where none is named. asterfleet status names them. What it kept
in service then leaves as always: when it is proved empty.`,
  example: 'cancel --reason "the vote is over"',
  fields: (_, [override]) => ({ action: 'cancel', override }),
});

export const drain = order({
  synopsis: 'drain SLOT',
  says: `Keeps a slot out of use until it is resumed. Another instance is launched first where it is needed, then the
slot leaves the routes and its calls go on until they end. No call is ended.`,
  options: {
    'at-once': { type: 'boolean', says: 'without waiting for another that could carry its calls' },
  },
  example: 'drain 3 --reason "one-way audio on it"',
  fields: (values, [slot]) => ({
    action: 'drain',
    slot: wholeNumber('SLOT', slot),
    atOnce: values['at-once'],
  }),
});

export const resume = order({
  synopsis: 'resume SLOT',
  says: `A slot that was drained may be used again; if it still drains, it serves again.`,
  example: 'resume 3 --reason "it was the carrier"',
  fields: (_, [slot]) => ({ action: 'resume', slot: wholeNumber('SLOT', slot) }),
});

export const freeze = order({
  synopsis: 'freeze',
  says: `Nothing is retired until then, or until asterfleet unfreeze. Launches go on unless told otherwise.`,
  options: {
    for: {
      type: 'string',
      value: 'TIME',
      says: 'how long: 90m, 2h, 3d; without it until unfreeze',
    },
    'launches-too': { type: 'boolean', says: 'nothing is launched either' },
  },
  example: 'freeze --for 2h --reason "work on the trunks"',
  fields: (values) => ({
    action: 'freeze',
    minutes: typeof values['for'] === 'string' ? minutesIn('--for', values['for']) : undefined,
    launchesToo: values['launches-too'],
  }),
});

export const unfreeze = order({
  synopsis: 'unfreeze',
  says: `Ends a freeze.`,
  example: 'unfreeze --reason "the work is done"',
  fields: () => ({ action: 'unfreeze' }),
});

export const replace = order({
  synopsis: 'replace',
  says: `Every instance that is there now makes way for a new one, one at a time, each after its successor serves: for
a new image or a new version of the launch template. No call is ended.`,
  options: { stop: { type: 'boolean', says: 'no more of them are replaced' } },
  example: 'replace --reason "image of November"',
  fields: (values) => ({ action: values['stop'] ? 'stop-replacing' : 'replace' }),
});

export const rebuild = order({
  synopsis: 'rebuild',
  says: `Makes records again from the tags in EC2, where they do not know what runs: after the table was restored from
a backup. Slots that the table lacks altogether are made again by the tick itself.`,
  example: 'rebuild --reason "table restored to 06:00"',
  fields: () => ({ action: 'rebuild' }),
});
