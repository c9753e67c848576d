import type { FleetDefinition } from '../domain/definition/schema.ts';
import { inputInvalid } from '../domain/input-invalid.ts';

/** Those of the deployment. */
export type Fleets = readonly FleetDefinition[];

/** The fleet that is meant; with one fleet it need not be named. Throws `input-invalid`. */
export function fleetNamed(fleets: Fleets, name: string | undefined): FleetDefinition {
  const names = fleets.map(({ fleet }) => fleet).join(', ');
  const [only, ...others] = fleets;
  if (name === undefined && only && others.length === 0) return only;
  const found = fleets.find(({ fleet }) => fleet === name);
  if (found) return found;
  throw inputInvalid(`fleet: expected one of ${names}`, name);
}
