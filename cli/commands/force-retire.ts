import { actorOf, WHO } from '../actor.ts';
import type { StatusAnswer } from '../answers.ts';
import { command } from '../command.ts';
import { eventOf, type Functions, withFunctions } from '../connection/functions.ts';
import { CONNECTION } from '../connection/options.ts';
import { CommandError, EXIT, notUnderstood } from '../errors.ts';
import { styled } from '../output/style.ts';
import type { Terminal } from '../terminal.ts';
import { required, wholeNumber } from '../values.ts';
import { type OrderAnswer, orderEnd, orderText } from './order-answer.ts';

const EXAMPLE = 'asterfleet force-retire 3 --reason "its disk is full"';

/** The one command that ends calls. */
export const forceRetire = command({
  synopsis: 'force-retire SLOT',
  says: `ENDS THE CALLS that are left on a slot and terminates its instance. Nothing else here does: asterfleet drain
waits for them. It says how many calls there are and asks first.`,
  options: {
    reason: { type: 'string', value: 'TEXT', says: 'why; everybody who is told reads it' },
    yes: { type: 'boolean', says: 'for scripts: do not ask' },
    ...WHO,
    ...CONNECTION,
  },
  examples: [EXAMPLE],
  run: async ({ values, positionals, terminal }) => {
    const slot = wholeNumber('SLOT', positionals[0]);
    const reason = required('--reason', values.reason, EXAMPLE);
    const { fleet } = values;
    const actor = actorOf(values.actor, terminal.environment);
    const event = eventOf({ action: 'retire', slot, endCalls: true, reason, actor, fleet });
    const answer = await withFunctions({ values, terminal }, async (functions) => {
      if (!values.yes) await confirm(terminal, slot, await whatEnds(functions, slot, fleet));
      return functions.invoke<OrderAnswer>('operateFleet', event);
    });
    terminal.out(values.json ? `${JSON.stringify(answer)}\n` : orderText(answer));
    return orderEnd(answer);
  },
});

async function whatEnds(
  functions: Functions,
  slot: number,
  fleet: string | undefined,
): Promise<string> {
  const question = eventOf({ show: 'status', fleet });
  const status = await functions.invoke<StatusAnswer>('describeFleet', question);
  const line = status.slots.find((each) => each.slot === slot);
  if (!line) throw notUnderstood(`SLOT: ${status.fleet} has no slot ${slot}`, 'asterfleet status');
  const calls = 'calls' in line ? line.calls : undefined;
  const known = calls === undefined ? 'an unknown number of calls' : `${calls} calls`;
  return `slot ${slot} of ${status.fleet} (${line.state}) carries ${known}, which this ends`;
}

async function confirm(terminal: Terminal, slot: number, warning: string): Promise<void> {
  const warned = styled(terminal, 'red', warning);
  const said = await terminal.ask(`${warned}.\nType the number of the slot to go on: `);
  if (said === undefined)
    throw notUnderstood(`${warning}: nobody is there to confirm it`, 'in a script say --yes');
  if (said.trim() !== String(slot))
    throw new CommandError(EXIT.refused, 'not confirmed; nothing was changed');
}
