import { existsSync, readdirSync } from 'node:fs';
import { DefinitionError, parseDefinition } from '../../shared/domain/definition/parse.ts';
import { command } from '../command.ts';
import { EXIT, notUnderstood } from '../errors.ts';
import { textIn } from '../files.ts';
import { styled } from '../output/style.ts';

interface Verdict {
  readonly file: string;
  readonly fleet?: string;
  readonly slots?: number;
  readonly faults: readonly string[];
}

/** Whether definitions can be used; nobody is asked. */
export const validate = command({
  synopsis: 'validate [FILE]',
  says: `Whether fleet definitions can be used: all of fleets/ where none is named. Each fault is told with its line and
what would be right. Nothing is deployed and nobody is asked.`,
  options: { json: { type: 'boolean', says: 'one JSON document' } },
  examples: ['asterfleet validate', 'asterfleet validate my-fleet.yml'],
  more: 'It ends with 4 when a definition cannot be used. To see what a change does: asterfleet plan --definition FILE.',
  run: async ({ values, positionals, terminal }) => {
    const [named] = positionals;
    const files = named === undefined ? shipped() : [named];
    if (files.length === 0)
      throw notUnderstood('fleets/*.yml: no definition here', 'name one: asterfleet validate FILE');
    const verdicts = files.map(verdictOn);
    if (values.json) terminal.out(`${JSON.stringify({ definitions: verdicts })}\n`);
    else
      for (const { file, fleet, slots, faults } of verdicts)
        terminal.out(
          faults.length === 0
            ? `${file}: ${styled(terminal, 'green', 'can be used')}: ${fleet}, ${slots} slots\n`
            : faults.map((fault) => `${styled(terminal, 'red', fault)}\n`).join(''),
        );
    return verdicts.every(({ faults }) => faults.length === 0) ? EXIT.done : EXIT.notWell;
  },
});

/** All that a build would deploy. */
function shipped(): string[] {
  const names = existsSync('fleets') ? readdirSync('fleets') : [];
  return names
    .filter((name) => name.endsWith('.yml'))
    .toSorted()
    .map((name) => `fleets/${name}`);
}

function verdictOn(file: string): Verdict {
  try {
    const { fleet, slots } = parseDefinition(textIn(file), file);
    return { file, fleet, slots, faults: [] };
  } catch (error) {
    if (error instanceof DefinitionError) return { file, faults: error.faults };
    throw error;
  }
}
