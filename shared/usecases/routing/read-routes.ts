import { OperatingError } from '../../domain/operating-error.ts';
import type { RoutingStore } from '../../ports/routing-store.ts';
import { FORMATS, type FormatName, written } from '../../softswitch/formats.ts';
import { type Fleets, fleetNamed } from '../fleets.ts';

export interface RoutesQuestion {
  readonly fleet?: string | undefined;
  readonly format: FormatName;
  /** The first set or group number that the fleet has on the softswitch. */
  readonly set: number;
  /** Who asks, to be told what it has acknowledged. */
  readonly node?: string | undefined;
}

export interface Routes {
  readonly fleet: string;
  readonly revision: number;
  readonly mediaType: string;
  readonly text: string;
  /** What the node has acknowledged; 0 for nothing. */
  readonly acknowledged?: number;
}

/** The present routes as that softswitch reads them. Throws `input-invalid`, `not-there`. */
export async function readRoutes(
  fleets: Fleets,
  { fleet: name, format, set, node }: RoutesQuestion,
  store: RoutingStore,
): Promise<Routes> {
  const { fleet } = fleetNamed(fleets, name);
  const [snapshot, standing] = await Promise.all([
    store.readSnapshot(fleet),
    node === undefined ? undefined : store.readAcknowledgement(fleet, node),
  ]);
  if (!snapshot)
    throw new OperatingError('not-there', `the routes of ${fleet}: no instance was ready yet`);
  return {
    fleet,
    revision: snapshot.revision,
    mediaType: FORMATS[format].mediaType,
    text: written(format, snapshot, { set }),
    ...(node !== undefined && { acknowledged: standing?.revision ?? 0 }),
  };
}
