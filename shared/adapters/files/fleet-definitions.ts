import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetDefinition } from '../../domain/definition/schema.ts';

/**
 * The definitions that the build checked and wrote as JSON, one in each file of the folder. Throws
 * when there is none: a function that sees no fleet would do nothing with every light green.
 */
export function readFleetDefinitions(folder: string): readonly FleetDefinition[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  if (files.length === 0) throw new Error(`reading ${folder}: found no fleet definition`);
  return files
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as FleetDefinition);
}
