import { readFileSync } from 'node:fs';
import { DefinitionError, parseDefinition } from '../shared/domain/definition/parse.ts';
import type { FleetDefinition } from '../shared/domain/definition/schema.ts';
import { CommandError, EXIT, notUnderstood } from './errors.ts';

export function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw notUnderstood(`${file}: ${code === 'ENOENT' ? 'no such file' : code}`);
  }
}

/** Throws CommandError with every fault and its place. */
export function definitionIn(file: string): FleetDefinition {
  try {
    return parseDefinition(textIn(file), file);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    throw new CommandError(
      EXIT.notWell,
      error.message,
      'docs/definition.md has every setting; fleets/in-ngn.yml is a whole one',
    );
  }
}
