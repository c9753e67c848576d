import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetDefinition } from '../../domain/definition/schema.ts';

/**
 * The definitions that the build checked and wrote as JSON, one in each file of the folder, named after its
 * fleet. One that is broken is left out, which its own tick then tells: it stops no other. Throws when
 * there is none: a function that sees no fleet would do nothing with every light green.
 */
export function readFleetDefinitions(folder: string): readonly FleetDefinition[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const fleets = files.toSorted().flatMap((file) => definitionIn(folder, file));
  if (fleets.length === 0) throw new Error(`reading ${folder}: found no fleet definition`);
  return fleets;
}

function definitionIn(folder: string, file: string): FleetDefinition[] {
  try {
    const definition = JSON.parse(readFileSync(join(folder, file), 'utf8')) as FleetDefinition;
    return `${definition.fleet}.json` === file ? [definition] : [];
  } catch {
    return [];
  }
}
