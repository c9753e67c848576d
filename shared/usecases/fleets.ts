import type { FleetDefinition } from '../domain/definition/schema.ts';
import { OperatingError } from '../domain/operating-error.ts';
import type { Fleets } from './reconcile/reconcile-all.ts';

/** The fleet that is meant; with one fleet it need not be named. Throws `input-invalid`. */
export function fleetNamed({ definitions }: Fleets, name: string | undefined): FleetDefinition {
  const names = definitions.map(({ fleet }) => fleet).join(', ');
  const [only, ...others] = definitions;
  if (name === undefined && only && others.length === 0) return only;
  const found = definitions.find(({ fleet }) => fleet === name);
  if (found) return found;
  const what = name === undefined ? 'nothing' : JSON.stringify(name);
  throw new OperatingError('input-invalid', `fleet: expected one of ${names}, found ${what}`);
}
