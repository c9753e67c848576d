import { inputInvalid } from '../../domain/input-invalid.ts';
import { OperatingError } from '../../domain/operating-error.ts';
import type { Drift } from '../../domain/routing/acknowledgement.ts';
import { type Caller, mayActAs } from '../../domain/routing/node.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RoutingStore } from '../../ports/routing-store.ts';
import { type Fleets, fleetNamed } from '../fleets.ts';

export interface Applied {
  readonly fleet: string;
  readonly revision: number;
  readonly node: string;
  /** Where what the node routes to is not what the revision says. */
  readonly drift?: Drift | undefined;
}

/**
 * Notes what a softswitch node has applied; the same again, or an older one, changes nothing.
 * Throws `input-invalid`, `not-allowed`, `not-there`.
 */
export async function acknowledge(
  fleets: Fleets,
  { fleet: name, revision, node: nodeName, drift }: Applied,
  caller: Caller | undefined,
  { store, clock }: { readonly store: RoutingStore; readonly clock: Clock },
): Promise<{ readonly fleet: string; readonly node: string; readonly acknowledged: number }> {
  const { fleet, routing } = fleetNamed(fleets, name);
  const node = routing.nodes.find((each) => each.name === nodeName);
  if (!node) {
    const names = routing.nodes.map((each) => each.name).join(', ') || 'none';
    throw inputInvalid(`node: expected one of ${names}`, nodeName);
  }
  if (!caller || !mayActAs(node, caller)) {
    const who = caller?.arn ?? 'a caller whom nobody vouches for';
    throw new OperatingError('not-allowed', `acknowledging as ${node.name}: not for ${who}`);
  }
  const snapshot = await store.readSnapshot(fleet);
  if (!snapshot || revision > snapshot.revision) {
    const newest = snapshot ? `the newest is ${snapshot.revision}` : 'there is none yet';
    throw new OperatingError('not-there', `revision ${revision} of ${fleet}: ${newest}`);
  }
  const atMs = clock.now();
  const acknowledgement = { node: node.name, revision, atMs, by: caller.arn };
  await store.acknowledge(fleet, { ...acknowledgement, ...(drift && { drift }) });
  return { fleet, node: node.name, acknowledged: revision };
}
