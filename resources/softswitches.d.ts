import type { FleetDefinition } from '../shared/domain/definition/schema.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Output {
  readonly Description: string;
  readonly Value: unknown;
}

/** What stands in the template for the softswitch nodes of one fleet. */
export function softswitchesOf(
  definition: FleetDefinition,
  service: { readonly name: string },
): {
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, Output>;
};
