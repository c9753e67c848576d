import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError, parseDefinition } from '../../domain/definition/parse.ts';
import type { FleetDefinition } from '../../domain/definition/schema.ts';

export interface FleetDefinitions {
  readonly definitions: readonly FleetDefinition[];
  /** A fleet with a bad definition is left alone; the others go on. */
  readonly faults: readonly DefinitionError[];
}

/** Reads every `*.yml` of a folder. Throws only when the folder cannot be read. */
export function readFleetDefinitions(folder: string): FleetDefinitions {
  const definitions: FleetDefinition[] = [];
  const faults: DefinitionError[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .toSorted()) {
    const file = join(folder, name);
    try {
      definitions.push(parseDefinition(readFileSync(file, 'utf8'), file));
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      faults.push(error);
    }
  }
  return { definitions, faults };
}
